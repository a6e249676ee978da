// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CConfine.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define REFUSE(name)                                                                                                   \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

/// The number of a call that headers before Linux 6.6 do not name.
#ifndef __NR_fchmodat2
#define __NR_fchmodat2 452
#endif

/// Calls whose arguments lie in memory, where no filter sees them, do not exist: libraries then use the older ones.
#define ABSENT(name)                                                                                                   \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS)

#define LOAD_ARGUMENT(number) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[number]))

/// Refuses a call with one of the flags in its argument; others may pass.
#define REFUSE_WITH(name, argument, flags)                                                                             \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 4), LOAD_ARGUMENT(argument),                                   \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, flags, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),       \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/// Refuses a call without the flag in its argument.
#define REFUSE_WITHOUT(name, argument, flag)                                                                           \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 4), LOAD_ARGUMENT(argument),                                   \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, flag, 1, 0), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),        \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

#define WRITING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND)

/// A call that is refused fails with EPERM: libraries that only try one go on without it.
static int refuse_calls(void) {
#ifdef OWN_ARCHITECTURE
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef __x86_64__
        // Calls of the x32 interface have numbers of their own.
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        REFUSE(fork), REFUSE(vfork), REFUSE(unlink), REFUSE(rename), REFUSE(mkdir), REFUSE(rmdir), REFUSE(symlink),
        REFUSE(link), REFUSE(chmod), REFUSE(chown), REFUSE(lchown), REFUSE(creat), REFUSE(mknod), REFUSE(utime),
        REFUSE(utimes), REFUSE(futimesat), REFUSE_WITH(open, 1, WRITING),
#endif
        REFUSE_WITH(openat, 2, WRITING), ABSENT(openat2), REFUSE_WITHOUT(clone, 0, CLONE_THREAD), ABSENT(clone3),
        REFUSE(socket), REFUSE(socketpair), REFUSE(connect), REFUSE(bind), REFUSE(listen), REFUSE(accept4),
        REFUSE(sendto), REFUSE(sendmsg), REFUSE(execve), REFUSE(execveat), REFUSE(ptrace), REFUSE(process_vm_readv),
        REFUSE(process_vm_writev), REFUSE(kill), REFUSE(tkill), REFUSE(unlinkat), REFUSE(renameat), REFUSE(renameat2),
        REFUSE(mkdirat), REFUSE(mknodat), REFUSE(symlinkat), REFUSE(linkat), REFUSE(fchmod), REFUSE(fchmodat),
        REFUSE(fchown), REFUSE(fchownat), REFUSE(truncate), REFUSE(ftruncate), REFUSE(mount), REFUSE(umount2),
        REFUSE(chroot), REFUSE(pivot_root), REFUSE(setns), REFUSE(unshare), REFUSE(bpf), REFUSE(perf_event_open),
        REFUSE(mq_open), REFUSE(open_by_handle_at), REFUSE(setxattr), REFUSE(lsetxattr), REFUSE(fsetxattr),
        REFUSE(removexattr), REFUSE(lremovexattr), REFUSE(fremovexattr), REFUSE(utimensat), REFUSE(fchmodat2),
        REFUSE(keyctl), REFUSE(add_key), REFUSE(request_key), REFUSE(io_uring_setup), REFUSE(userfaultfd),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof(filter) / sizeof(filter[0]), .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    // Kernels without filters, and containers that allow none, leave the limits alone.
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0 && errno != EINVAL && errno != EACCES) return errno;
#endif
    return 0;
}

/// Bytes of address space that the process has.
static size_t address_space(void) {
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file) return 0;
    if (fscanf(file, "%lu", &pages) != 1) pages = 0;
    fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static int limit(int resource, rlim_t most) {
    struct rlimit value = {.rlim_cur = most, .rlim_max = most};
    return setrlimit(resource, &value) == 0 ? 0 : errno;
}

int confine_process(size_t memory, int seconds) {
    int failure = limit(RLIMIT_AS, address_space() + memory);
    if (!failure) failure = limit(RLIMIT_CPU, (rlim_t)seconds);
    if (!failure) failure = limit(RLIMIT_FSIZE, 0);
    if (!failure) failure = limit(RLIMIT_CORE, 0);
    return failure ? failure : refuse_calls();
}

int spawn_reader(const char *program, const char *argument, int socket, pid_t *child) {
    posix_spawn_file_actions_t actions;
    int failure = posix_spawn_file_actions_init(&actions);
    if (failure) return failure;
    failure = posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
    if (!failure) failure = posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
    // What libraries say of a stranger's bytes is nobody's business.
    if (!failure) failure = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (!failure) failure = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    char *arguments[] = {(char *)program, (char *)argument, NULL};
    char *environment[] = {"LC_ALL=C.UTF-8", NULL};
    if (!failure) failure = posix_spawn(child, program, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

void limit_patience(int socket, int seconds) {
    struct timeval patience = {.tv_sec = seconds};
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}
