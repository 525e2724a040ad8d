/* The ICC profile of sRGB IEC61966-2.1. */
#ifndef ARCHIVE_SRGB_H
#define ARCHIVE_SRGB_H

enum { SRGB_PROFILE_SIZE = 520 };
#define SRGB_PROFILE_NAME "sRGB IEC61966-2.1"

extern const unsigned char srgb_profile[SRGB_PROFILE_SIZE];

#endif
