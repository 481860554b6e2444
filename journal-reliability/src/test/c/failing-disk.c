/*
 * Loaded before the C library, by LD_PRELOAD: writes and syncs of files whose names end in FAILING_DISK_SUFFIX fail with EIO as the
 * first byte of the file FAILING_DISK_CONTROL says at that moment:
 *
 *   -  none fails
 *   n  a write fails, and nothing was written
 *   h  a write fails, and half of it was written
 *   a  a write fails, and all of it was written
 *   s  a sync fails
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char fault(int file) {
    const char *suffix = getenv("FAILING_DISK_SUFFIX");
    const char *control = getenv("FAILING_DISK_CONTROL");
    char link[64], name[4096];
    snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, sizeof(name) - 1);
    if (suffix == NULL || control == NULL || length < (ssize_t)strlen(suffix)) {
        return '-';
    }
    name[length] = 0;
    if (strcmp(name + length - strlen(suffix), suffix) != 0) {
        return '-';
    }
    char now = '-';
    int from = open(control, O_RDONLY | O_CLOEXEC);
    if (from < 0 || read(from, &now, 1) != 1) {
        abort();
    }
    close(from);
    return now;
}

static int eio(void) {
    errno = EIO;
    return -1;
}

ssize_t write(int file, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (real == NULL) {
        real = dlsym(RTLD_NEXT, "write");
    }
    char now = fault(file);
    if (now != 'n' && now != 'h' && now != 'a') {
        return real(file, bytes, count);
    }
    if (now != 'n') {
        real(file, bytes, now == 'h' ? count / 2 : count);
    }
    return eio();
}

static int sync_or_fail(const char *name, int (**real)(int), int file) {
    if (*real == NULL) {
        *real = dlsym(RTLD_NEXT, name);
    }
    return fault(file) == 's' ? eio() : (*real)(file);
}

int fsync(int file) {
    static int (*real)(int);
    return sync_or_fail("fsync", &real, file);
}

int fdatasync(int file) {
    static int (*real)(int);
    return sync_or_fail("fdatasync", &real, file);
}
