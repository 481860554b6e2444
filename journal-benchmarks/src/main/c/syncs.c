/*
 * Counts what carries data to the device, under LD_PRELOAD: fsync, fdatasync, msync with MS_SYNC, and writes to files that
 * are open with O_SYNC or O_DSYNC. The counters lie in the file that SYNCS_FILE names, which the measured JVM maps:
 *
 *   0 begun      syncs that have begun; the sync that makes it n is number n
 *   1 completed  the highest number of a sync that has returned without an error
 *   2 fsync   3 fdatasync   4 msync   5 synced writes      (all that returned without an error)
 *
 * So whoever reads "begun" before an append and finds "completed" above it behind the append knows that a sync which began
 * within the append has returned within it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

enum { BEGUN, COMPLETED, FSYNC, FDATASYNC, MSYNC, SYNCED_WRITE, COUNTERS };

static _Atomic uint64_t unmapped[COUNTERS];
static _Atomic uint64_t *counters = unmapped;

typedef void *(*dlsym_call)(void *, const char *);

static dlsym_call real_dlsym(void) {
    static dlsym_call found;
    if (!found) {
        const char *versions[] = {"GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_2.17"};
        for (int i = 0; i < 3 && !found; i++) {
            found = (dlsym_call)dlvsym(RTLD_NEXT, "dlsym", versions[i]);
        }
    }
    return found;
}

static void *real(const char *name) {
    return real_dlsym()(RTLD_NEXT, name);
}

__attribute__((constructor)) static void map_counters(void) {
    const char *path = getenv("SYNCS_FILE");
    int fd = path ? open(path, O_RDWR) : -1;
    if (fd >= 0) {
        void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (page != MAP_FAILED) {
            counters = page;
        }
        close(fd);
    }
}

static uint64_t begin(void) {
    return atomic_fetch_add(&counters[BEGUN], 1) + 1;
}

static void end(int kind, uint64_t number) {
    atomic_fetch_add(&counters[kind], 1);
    uint64_t highest = atomic_load(&counters[COMPLETED]);
    while (highest < number && !atomic_compare_exchange_weak(&counters[COMPLETED], &highest, number)) {
    }
}

static int is_synced(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & (O_SYNC | O_DSYNC));
}

#define COUNTED(result, kind, name, parameters, arguments, counts)   \
    result name parameters {                                         \
        static result(*call) parameters;                             \
        if (!call) {                                                 \
            call = (result(*) parameters)real(#name);                \
        }                                                            \
        if (!(counts)) {                                             \
            return call arguments;                                   \
        }                                                            \
        uint64_t number = begin();                                   \
        result done = call arguments;                                \
        if (done >= 0) {                                             \
            end(kind, number);                                       \
        }                                                            \
        return done;                                                 \
    }

COUNTED(int, FSYNC, fsync, (int fd), (fd), 1)
COUNTED(int, FDATASYNC, fdatasync, (int fd), (fd), 1)
COUNTED(int, MSYNC, msync, (void *at, size_t length, int flags), (at, length, flags), flags & MS_SYNC)
COUNTED(ssize_t, SYNCED_WRITE, write, (int fd, const void *from, size_t length), (fd, from, length), is_synced(fd))
COUNTED(ssize_t, SYNCED_WRITE, pwrite, (int fd, const void *from, size_t length, off_t at), (fd, from, length, at),
        is_synced(fd))
COUNTED(ssize_t, SYNCED_WRITE, pwrite64, (int fd, const void *from, size_t length, off64_t at), (fd, from, length, at),
        is_synced(fd))
COUNTED(ssize_t, SYNCED_WRITE, writev, (int fd, const struct iovec *from, int parts), (fd, from, parts), is_synced(fd))

/* Some Java libraries look system calls up by name in libc itself, past the preloaded ones. */
void *dlsym(void *handle, const char *name) {
    if (!strcmp(name, "msync")) {
        return (void *)msync;
    }
    if (!strcmp(name, "fsync")) {
        return (void *)fsync;
    }
    if (!strcmp(name, "fdatasync")) {
        return (void *)fdatasync;
    }
    return real_dlsym()(handle, name);
}
