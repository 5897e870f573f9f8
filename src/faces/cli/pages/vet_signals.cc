// The signals of ward vet.
#include <fmt/core.h>

#include "faces/cli/pages.h"
#include "judges/vet/signal.h"

namespace ward::cli {
namespace {

std::string text_vet_signals() {
    std::string text = table_head({"signal", "name", "says", "gravity", "weight", "looks at"});
    for (const vet::Signal& signal : vet::all_signals())
        text += table_row(
            {code(signal.id), code(signal.name), plain(signal.title), std::string(name_of(signal.gravity)),
             fmt::format("{:.2f}{}", signal.weight, signal.is_measured ? "" : " (judged)"), plain(signal.meaning)});
    return text;
}

}  // namespace

WARD_PAGE(vet_signals) = {
    .file = "vet-signals.md",
    .title = "Signals of vet",
    .about =
        "What `ward vet` notices in names (T), in the registry's documents and manifests (M) and in files (S).\nA "
        "weight is the natural logarithm of a likelihood ratio; `judged` ones come from no labelled data. "
        "[ward vet](../vet.md) says how they become a verdict.",
    .text = text_vet_signals,
};

}  // namespace ward::cli
