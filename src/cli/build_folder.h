/* The build folder in which this program lies. */
#ifndef CLI_BUILD_FOLDER_H
#define CLI_BUILD_FOLDER_H

#include <limits.h>
#include <stdbool.h>

/* Set `path` to this name in the build folder of the running program. False: the program lies in
 * no build folder, such as one that is installed; or the path is too long. */
bool build_folder_find(char path[PATH_MAX], const char *name);
/* The same for the program at this absolute path. */
bool build_folder_of(const char *program, char path[PATH_MAX], const char *name);

#endif
