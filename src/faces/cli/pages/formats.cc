// The report formats.
#include "faces/cli/pages.h"
#include "faces/report/report.h"

namespace ward::cli {
namespace {

std::string text_formats() {
    std::string text = table_head({"format", "is", "media type", "file"});
    for (const report::Format* format : report::all_formats())
        text +=
            table_row({code(format->name), plain(format->summary), code(format->media_type), code(format->extension)});
    return text;
}

}  // namespace

WARD_PAGE(formats) = {
    .file = "formats.md",
    .title = "Report formats",
    .about =
        "What `--format NAME[=FILE]` takes.\n"
        "[Report formats](../report-formats.md) says what each of them holds.",
    .text = text_formats,
};

}  // namespace ward::cli
