/* Parts of the program that are loaded by the commands that need them alone, as their libraries cost time to load. */
#ifndef CLI_MODULE_H
#define CLI_MODULE_H

#include "cli/command.h"

/* What the symbol vanthu_NAME of the module vanthu-NAME.so points to: a structure whose first member is the version of
 * vanthu as a `const char *`. It stays loaded until the process ends. packages: of Debian, which the module needs, for
 * the message. NULL: *status says why. */
const void *module_load(int *status, const struct run *run, const char *name, const char *packages);

#endif
