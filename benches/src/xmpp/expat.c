/* Reads a stream with expat, namespaces and all, refuses what XMPP forbids, and tells the checksum of what it has read.

   expat HEADER CHUNK < stream

   The first HEADER bytes are read beforehand, the others CHUNK bytes at a time, all at once if it is 0. Without arguments
   it tells the version of expat. */

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BETWEEN '\n'

struct reading {
    XML_Parser parser;
    unsigned long long sum;
    unsigned depth;
};

static void note(struct reading *reading, const char *text, size_t len)
{
    reading->sum += len;
    if (len >= 2)
        reading->sum += (unsigned char)text[0] + (unsigned char)text[len - 1];
}

/* A namespace, and the name behind it. */
static void note_name(struct reading *reading, const char *name)
{
    const char *between = strchr(name, BETWEEN);
    if (between) {
        note(reading, name, (size_t)(between - name));
        name = between + 1;
    }
    note(reading, name, strlen(name));
}

static void start(void *data, const char *name, const char **attributes)
{
    struct reading *reading = data;
    reading->depth++;
    note_name(reading, name);
    for (; *attributes; attributes += 2) {
        note_name(reading, attributes[0]);
        note(reading, attributes[1], strlen(attributes[1]));
    }
}

static void end(void *data, const char *name)
{
    struct reading *reading = data;
    (void)name;
    reading->depth--;
}

static void text(void *data, const char *text, int len)
{
    struct reading *reading = data;
    (void)text;
    if (reading->depth > 1)
        reading->sum += (unsigned)len;
}

static void comment(void *data, const char *text)
{
    (void)text;
    XML_StopParser(((struct reading *)data)->parser, XML_FALSE);
}

static void instruction(void *data, const char *target, const char *text)
{
    (void)target;
    (void)text;
    XML_StopParser(((struct reading *)data)->parser, XML_FALSE);
}

static void document_type(void *data, const char *name, const char *system, const char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    XML_StopParser(((struct reading *)data)->parser, XML_FALSE);
}

static void declaration(void *data, const char *version, const char *encoding, int standalone)
{
    (void)standalone;
    if (strcmp(version, "1.0") != 0 || (encoding && strcasecmp(encoding, "UTF-8") != 0))
        XML_StopParser(((struct reading *)data)->parser, XML_FALSE);
}

/* Callgrind starts to count at each call of this function, and writes a file after it. */
__attribute__((noinline)) static int measured(struct reading *reading, const char *bytes, size_t len, size_t chunk)
{
    while (len > 0) {
        size_t piece = len < chunk ? len : chunk;
        if (XML_Parse(reading->parser, bytes, (int)piece, 0) != XML_STATUS_OK)
            return 0;
        bytes += piece;
        len -= piece;
    }
    return 1;
}

int main(int count, char **arguments)
{
    static char bytes[64 << 20];
    struct reading reading = {0};
    size_t header, chunk, len;

    if (count != 3) {
        puts(XML_ExpatVersion());
        return 2;
    }
    header = strtoul(arguments[1], NULL, 10);
    chunk = strtoul(arguments[2], NULL, 10);
    len = fread(bytes, 1, sizeof bytes, stdin);
    if (header > len)
        return 2;
    reading.parser = XML_ParserCreateNS("UTF-8", BETWEEN);
    if (!reading.parser)
        return 2;
    XML_SetUserData(reading.parser, &reading);
    XML_SetElementHandler(reading.parser, start, end);
    XML_SetCharacterDataHandler(reading.parser, text);
    XML_SetCommentHandler(reading.parser, comment);
    XML_SetProcessingInstructionHandler(reading.parser, instruction);
    XML_SetStartDoctypeDeclHandler(reading.parser, document_type);
    XML_SetXmlDeclHandler(reading.parser, declaration);

    if (header > 0 && XML_Parse(reading.parser, bytes, (int)header, 0) != XML_STATUS_OK)
        return 1;
    reading.sum = 0;
    measured(&reading, bytes, 0, 1);
    if (!measured(&reading, bytes + header, len - header, chunk ? chunk : len))
        return 1;
    printf("%llu\n", reading.sum);
    return 0;
}
