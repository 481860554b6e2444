/*
 * Takes the blocks away from under a file: punch FILE IMAGE FROM frees, in the image of the file system that the file is on, the blocks
 * that hold it from an offset on. What the kernel has of them in memory stays, and writing them needs room in the image again.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#define MOST_EXTENTS 1024

static int fails(const char *what) {
    perror(what);
    return 1;
}

int main(int count, char **arguments) {
    if (count != 4) {
        fputs("punch FILE IMAGE FROM\n", stderr);
        return 2;
    }
    int file = open(arguments[1], O_RDONLY);
    int image = open(arguments[2], O_RDWR);
    uint64_t from = strtoull(arguments[3], NULL, 10);
    struct fiemap *map = calloc(1, sizeof(*map) + MOST_EXTENTS * sizeof(struct fiemap_extent));
    if (file < 0 || image < 0 || map == NULL) {
        return fails("open");
    }
    map->fm_start = from;
    map->fm_length = FIEMAP_MAX_OFFSET - from;
    map->fm_flags = FIEMAP_FLAG_SYNC;
    map->fm_extent_count = MOST_EXTENTS;
    if (ioctl(file, FS_IOC_FIEMAP, map) != 0) {
        return fails("fiemap");
    }
    uint64_t freed = 0;
    for (unsigned i = 0; i < map->fm_mapped_extents; i++) {
        struct fiemap_extent *extent = &map->fm_extents[i];
        uint64_t skipped = extent->fe_logical < from ? from - extent->fe_logical : 0;
        uint64_t length = extent->fe_length - skipped;
        if (fallocate(image, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, extent->fe_physical + skipped, length) != 0) {
            return fails("fallocate");
        }
        freed += length;
    }
    printf("%llu\n", (unsigned long long)freed);
    return 0;
}
