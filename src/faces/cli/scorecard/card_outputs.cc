// See card_outputs.h.
#include "faces/cli/scorecard/card_outputs.h"

#include <unistd.h>

#include "faces/cli/outputs.h"

namespace ward::cli {

Result<std::vector<CardOutput>> card_outputs(const Invocation& invocation, std::string_view otherwise) {
    std::vector<std::string_view> names{"json"};
    for (const report::CardForm* form : report::all_forms()) names.push_back(form->name);
    WARD_TRY(const std::vector<NamedOutput> named, named_outputs(invocation, otherwise, names, " of a scorecard"));
    std::vector<CardOutput> out;
    out.reserve(named.size());
    for (const NamedOutput& one : named) out.push_back({.form = report::form_named(one.form), .path = one.path});
    return out;
}

report::CardStyle card_style(const Invocation& invocation, const CardOutput& output) {
    return {.details = !invocation.has("no-details"),
            .debug = invocation.has("show-debug"),
            .annotations = invocation.has("annotations"),
            .compat = invocation.has("compat"),
            .colour = output.path == "-" && wants_colour(invocation),
            // The reason stands last: only a terminal gains by cutting it.
            .width = output.path == "-" && ::isatty(STDOUT_FILENO) != 0 ? terminal_width() : 0};
}

}  // namespace ward::cli
