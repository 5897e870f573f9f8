// The version orderings.
#include "faces/cli/pages.h"
#include "formats/versions/versions.h"

namespace ward::cli {
namespace {

std::string text_version_orders() {
    std::string text = table_head({"order", "of the ecosystems", "ranges are written", "compares"});
    for (const versions::Ordering* ordering : versions::all_orderings())
        text += table_row({code(ordering->name), codes(ordering->ecosystems),
                           ordering->satisfies != nullptr ? "as the ecosystem does" : "with comparators",
                           plain(ordering->summary)});
    return text;
}

}  // namespace

WARD_PAGE(version_orders) = {
    .file = "version-orders.md",
    .title = "Version orders",
    .about =
        "Which versions come before which, by ecosystem.\n"
        "Ecosystems that are not listed match by equality only. [Version orderings](../version-orderings.md) has "
        "the rules, the deviations and how they are tested.",
    .text = text_version_orders,
};

}  // namespace ward::cli
