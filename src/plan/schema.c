#include "plan/schema.h"

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "plan/explain.h"

struct plan_schema {
	xmlRelaxNG *grammar;
	char path[]; /* for explanations, which read it as XML */
};

/* What libxml2 says first; the rest mostly echoes it. */
struct complaint {
	char message[160];
	const xmlNode *node; /* of a plan, where it says so */
	bool memory;
};

static void on_error(void *context, xmlError *error)
{
	struct complaint *complaint = context;
	if (error->code == XML_ERR_NO_MEMORY || !error->message) complaint->memory = true;
	if (complaint->message[0] || !error->message || error->level < XML_ERR_ERROR) return;
	snprintf(complaint->message, sizeof complaint->message, "%s", error->message);
	complaint->message[strcspn(complaint->message, "\n")] = '\0';
	complaint->node = error->node;
}

int plan_schema_load(struct plan_schema **schema, const char *data_folder, struct diagnostics *diagnostics)
{
	static const char file[] = "/templates/plan.rng";
	struct complaint complaint = {0};
	size_t room = strlen(data_folder) + sizeof file;
	struct plan_schema *loaded = mem_zeroed(1, sizeof *loaded + room);
	*schema = NULL;
	if (!loaded) return ERR_MEMORY;
	snprintf(loaded->path, room, "%s%s", data_folder, file);
	int status = ERR_MEMORY;
	xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewParserCtxt(loaded->path);
	if (!parser) goto done;
	xmlRelaxNGSetParserStructuredErrors(parser, on_error, &complaint);
	xmlStructuredErrorFunc old_handler = xmlStructuredError;
	void *old_context = xmlStructuredErrorContext;
	xmlSetStructuredErrorFunc(&complaint, on_error); /* of this thread: reading the file asks no parser */
	loaded->grammar = xmlRelaxNGParse(parser);
	xmlSetStructuredErrorFunc(old_context, old_handler);
	xmlRelaxNGFreeParserCtxt(parser);
	status = OK;
	if (!loaded->grammar && !complaint.memory)
		status =
			diagnostics_add(diagnostics, FILE_UNREADABLE, (struct place){loaded->path, 0, 0}, complaint.message, NULL);
	else if (!loaded->grammar)
		status = ERR_MEMORY;
done:
	if (status == OK)
		*schema = loaded;
	else
		plan_schema_drop(loaded);
	return status;
}

void plan_schema_drop(struct plan_schema *schema)
{
	if (!schema) return;
	xmlRelaxNGFree(schema->grammar);
	free(schema);
}

int plan_schema_validate(const struct plan_schema *schema, const struct xml *xml, struct diagnostics *diagnostics)
{
	struct complaint complaint = {0};
	xmlRelaxNGValidCtxt *validator = xmlRelaxNGNewValidCtxt(schema->grammar);
	if (!validator) return ERR_MEMORY;
	xmlRelaxNGSetValidStructuredErrors(validator, on_error, &complaint);
	int result = xmlRelaxNGValidateDoc(validator, xml->doc);
	xmlRelaxNGFreeValidCtxt(validator);
	if (result == 0) return OK;
	if (complaint.memory) return ERR_MEMORY;
	TRY(plan_explain(xml, schema->path, diagnostics));
	const xmlNode *node = complaint.node ? complaint.node : xmlDocGetRootElement(xml->doc);
	return diagnostics_add(diagnostics, PLAN_INVALID, xml_place(xml, node), complaint.message, NULL);
}
