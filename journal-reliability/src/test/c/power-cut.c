/*
 * Cuts the power of mounted ext4 file systems. Each line of the input names a flag and a mount point, "2 /mnt"; the answer is
 * "cut" once nothing more goes to the device, or what went wrong. It is kept running, so that a cut takes no process's start.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define EXT4_IOC_SHUTDOWN _IOR('X', 125, uint32_t)

static const char *cut(uint32_t flag, const char *root) {
    int directory = open(root, O_RDONLY | O_DIRECTORY);
    if (directory < 0) {
        return strerror(errno);
    }
    int failed = ioctl(directory, EXT4_IOC_SHUTDOWN, &flag);
    const char *answer = failed ? strerror(errno) : "cut";
    close(directory);
    return answer;
}

int main(void) {
    char root[4096];
    unsigned flag;
    while (scanf("%u %4095s", &flag, root) == 2) {
        puts(cut(flag, root));
        fflush(stdout);
    }
    return 0;
}
