// See card_outputs.h.
#include "faces/cli/scorecard/card_outputs.h"

#include <unistd.h>

#include <algorithm>

#include "base/text.h"

namespace ward::cli {

Result<std::vector<CardOutput>> card_outputs(const Invocation& invocation, std::string_view otherwise) {
    std::vector<std::string> wanted = invocation.values("format");
    if (invocation.has("json")) wanted.emplace_back("json");
    if (wanted.empty()) wanted.emplace_back(otherwise);
    std::vector<CardOutput> out;
    for (const std::string& word : wanted) {
        const size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        CardOutput one{.form = report::form_named(name),
                       .path = equals == std::string::npos ? invocation.value("output", "-") : word.substr(equals + 1)};
        if (one.form == nullptr && name != "json") {
            std::vector<std::string_view> names{"json"};
            for (const report::CardForm* form : report::all_forms()) names.push_back(form->name);
            return fail(ErrorCode::usage, "no format '" + display(name) + "' of a scorecard" + suggestion(name, names),
                        "--format");
        }
        if (std::ranges::find(out, one.path, &CardOutput::path) != out.end())
            return fail(ErrorCode::usage, "two outputs go to '" + display(one.path) + "'; give one a =FILE",
                        "--format");
        out.push_back(std::move(one));
    }
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
