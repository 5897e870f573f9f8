#include "faces/cli/outputs.h"

#include <set>

#include "base/text.h"

namespace ward::cli {
namespace {

Result<const report::Format*> known_format(const std::string& name) {
    if (const report::Format* format = report::format_named(name)) return format;
    std::vector<std::string_view> names;
    for (const report::Format* known : report::all_formats()) names.push_back(known->name);
    const auto nearest = closest(name, names);
    return fail(
        ErrorCode::usage,
        "no format '" + display(name) + "'" + (nearest ? "; did you mean '" + std::string(*nearest) + "'?" : ""),
        "--format");
}

}  // namespace

Result<std::vector<Output>> outputs_of(const Invocation& invocation) {
    std::vector<std::string> wanted = invocation.values("format");
    if (invocation.has("json")) wanted.emplace_back("json");
    if (wanted.empty()) wanted.emplace_back("table");
    std::vector<Output> outputs;
    for (const std::string& word : wanted) {
        const size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        WARD_TRY(const report::Format* format, known_format(name));
        outputs.push_back(
            {format, equals == std::string::npos ? invocation.value("output", "-") : word.substr(equals + 1)});
    }
    if (invocation.has("save")) outputs.push_back({nullptr, invocation.value("save")});
    std::set<std::string_view> taken;
    for (const Output& output : outputs)
        if (!taken.insert(output.path).second)
            return fail(ErrorCode::usage, "two outputs go to '" + display(output.path) + "'; give one a =FILE",
                        output.format == nullptr ? "--save" : "--format");
    return outputs;
}

}  // namespace ward::cli
