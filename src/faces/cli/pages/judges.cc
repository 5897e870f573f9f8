// The judges of a review.
#include "faces/cli/pages.h"
#include "review/review.h"

namespace ward::cli {
namespace {

std::string text_judges() {
    std::string text = table_head({"judge", "looks for", "needs"});
    for (const review::Judge* judge : review::all_judges())
        text += table_row({code(judge->name), plain(judge->summary),
                           judge->needs == review::Needs::advisories ? "inventory, advisories" : "inventory"});
    return text;
}

}  // namespace

WARD_PAGE(judges) = {
    .file = "judges.md",
    .title = "Judges",
    .about =
        "What `ward review` runs over a project.\n"
        "A judge that fails becomes an unread part of the report; the others go on.",
    .text = text_judges,
};

}  // namespace ward::cli
