// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stddef.h>
#include <sys/types.h>

/// Takes from this process for good what a reader of strangers' bytes does not need: more than `memory` bytes of address
/// space beyond what it has, more than `seconds` of the processor's time, files that it could write, the network, other
/// programs and processes. Where the kernel has no filters of calls, or the machine is neither x86-64 nor arm64, only memory,
/// time and the size of files are bounded.
/// - Returns: 0, or the number of the error.
int confine_process(size_t memory, int seconds);

/// Starts `program` with one argument, one socket as its standard input and output, nowhere as its standard error,
/// no other open file, and no environment.
/// - Returns: 0 and the child, or the number of the error.
int spawn_reader(const char *program, const char *argument, int socket, pid_t *child);

/// Lets neither sending nor receiving on a socket wait longer than `seconds`.
void limit_patience(int socket, int seconds);
