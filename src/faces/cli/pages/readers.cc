// The readers of dependencies.
#include "faces/cli/pages.h"
#include "facts/inventory/inventory.h"

namespace ward::cli {
namespace {

std::string text_readers() {
    std::string text = table_head({"reader", "reads"});
    for (const inventory::Reader* reader : inventory::all_readers())
        text += table_row({code(reader->name), plain(reader->summary)});
    return text;
}

}  // namespace

WARD_PAGE(readers) = {
    .file = "readers.md",
    .title = "Readers",
    .about =
        "The ways in which ward knows what a tree contains.\n"
        "All of them run over every tree, and none runs anything in it. What has no reader, or cannot be read, is "
        "listed as `unread`.",
    .text = text_readers,
};

}  // namespace ward::cli
