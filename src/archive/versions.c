#include "archive/versions.h"

#include <hb.h>
#include <hpdf.h>
#include <libdeflate.h>
#include <linebreak.h>
#include <png.h>
#include <utf8proc.h>

/* libdeflate alone cannot be asked which version runs: it is the one that the program was built with. */
void archive_write_versions(struct buffer *out)
{
	const struct {
		const char *name, *version;
	} libraries[] = {
		{"HarfBuzz", hb_version_string()},         {"libharu", HPDF_GetVersion()},
		{"libdeflate", LIBDEFLATE_VERSION_STRING}, {"libpng", png_get_libpng_ver(NULL)},
		{"utf8proc", utf8proc_version()},
	};
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
		buffer_format(out, "<library name=\"%s\" version=\"%s\"/>\n", libraries[i].name, libraries[i].version);
	buffer_format(out, "<library name=\"libunibreak\" version=\"%d.%d\"/>\n", linebreak_version >> 8,
				  linebreak_version & 0xff);
}
