// What recipes of updates may name, and what holds before a tree is swapped.
#include "actions/update/check/check.h"
#include "actions/update/derive/generator.h"
#include "actions/update/ladder/rung.h"
#include "actions/update/upstream/source.h"
#include "faces/cli/pages.h"

namespace ward::cli {
namespace {

std::string text_updates() {
    std::string text = "## Sources\n\n`source = { kind = \"…\" }`\n\n" + table_head({"kind", "is", "needs"});
    for (const update::SourceKind* kind : update::all_source_kinds())
        text += table_row({code(kind->name), plain(kind->summary), codes(kind->needs)});
    text += "\n## Rungs of the ladder\n\n`verify = [{ … }]`\n\n" + table_head({"rung", "demands", "words"});
    for (const update::Rung* rung : update::all_rungs())
        text += table_row({code(rung->name), plain(rung->summary), codes(rung->words)});
    text += "\n## Generators\n\n`generate = [{ rule = \"…\" }]`\n\n" + table_head({"rule", "makes", "words", "lists"});
    for (const update::Generator* generator : update::all_generators())
        text += table_row(
            {code(generator->name), plain(generator->summary), codes(generator->words), codes(generator->lists)});
    text += "\n## Checks\n\nBefore a tree is swapped. `without_checks`, `acknowledge`\n\n" +
            table_head({"check", "holds where"});
    for (const update::TreeCheck* check : update::all_tree_checks())
        text += table_row({code(check->id), plain(check->summary)});
    return text;
}

}  // namespace

WARD_PAGE(updates) = {
    .file = "updates.md",
    .title = "Updates",
    .about = "What the recipes of `ward update` may name, and what has to hold of an update.",
    .text = text_updates,
};

}  // namespace ward::cli
