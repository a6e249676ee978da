// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CMemory.h"

#include <link.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/// Lets go of the code of the first object, which is the program itself; libraries are small, and other processes have them, too.
static int give_code_back(struct dl_phdr_info *program, size_t size, void *context) {
    (void)size;
    (void)context;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < program->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &program->dlpi_phdr[i];
        // Pages that were written to, as by a loader that moves words, would be lost.
        if (header->p_type != PT_LOAD || (header->p_flags & (PF_X | PF_W)) != PF_X) continue;
        uintptr_t begin = (program->dlpi_addr + header->p_vaddr) & ~(page - 1);
        uintptr_t end = program->dlpi_addr + header->p_vaddr + header->p_memsz;
        madvise((void *)begin, end - begin, MADV_DONTNEED);
    }
    return 1;
}

void give_memory_back(void) {
    malloc_trim(0);
    dl_iterate_phdr(give_code_back, NULL);
}
