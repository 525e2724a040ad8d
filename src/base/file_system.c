#define _GNU_SOURCE /* syncfs; not in base/file.c, whose strerror_r() is that of POSIX */

#include "base/file_system.h"

#include <errno.h>
#include <unistd.h>

int file_sync_system(int fd)
{
	return syncfs(fd) == 0 ? 0 : errno;
}
