/* The manifest of a PDF: what it was made of and by, so that it can be made again.
 *
 *     <manifest xmlns="urn:vanthu:manifest:1" enclosed="yes">
 *       <program name="vanthu" version="0.1.0"/>
 *       <schema name="urn:vanthu:plan:1"/>
 *       <library name="HarfBuzz" version="6.0.0"/>
 *       <font name="LiberationSerif" file="LiberationSerif-Regular.ttf" sha256="..."/>
 *       <source role="image" name="seal.png" path="images/seal.png" sha256="..."/>
 *     </manifest>
 *
 * enclosed="no": the sources are not in the file. Nothing in it comes from a clock or from the environment, as nothing
 * in the file does. */
#ifndef ARCHIVE_MANIFEST_H
#define ARCHIVE_MANIFEST_H

#include "archive/source.h"
#include "base/buffer.h"
#include "layout/page.h"
#include "text/font.h"

#define MANIFEST_NAMESPACE "urn:vanthu:manifest:1"

/* Appended to `out`. The fonts are those that the pages show. */
int archive_manifest(struct buffer *out, const struct sources *sources, bool enclosed, const struct pages *pages,
					 struct fonts *fonts);

#endif
