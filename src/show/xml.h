/* Text of any origin in an XML file. */
#ifndef SHOW_XML_H
#define SHOW_XML_H

#include "co/explain/growing_text.h"

/* Append the text for an element or an attribute. Markup in it is shown as it is. Control
 * characters, marks that change the direction of writing, and bytes that are not UTF-8, are shown
 * by their numbers. */
void xml_add(struct text *text, const char *shown);
/* The same for an element alone. Quotation marks stay, which makes the text smaller. */
void xml_add_content(struct text *text, const char *shown);

#endif
