#ifndef BASE_FILE_SYSTEM_H
#define BASE_FILE_SYSTEM_H

/* Puts all that was written to the file system of an open file on its disk: 0, or an errno. */
int file_sync_system(int fd);

#endif
