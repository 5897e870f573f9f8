#include "faces/cli/outputs.h"

#include <cstdlib>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/escape.h"

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

namespace {

// The page of this very run, in a job of GitHub's runners; empty elsewhere.
std::string run_url() {
    // NOLINTBEGIN(concurrency-mt-unsafe): before any thread starts
    const char* repository = std::getenv("GITHUB_REPOSITORY");
    const char* run = std::getenv("GITHUB_RUN_ID");
    // NOLINTEND(concurrency-mt-unsafe)
    if (repository == nullptr || run == nullptr) return {};
    std::string url = fmt::format("https://github.com/{}/actions/runs/{}", repository, run);
    return is_safe_link(url) ? url : std::string();
}

}  // namespace

Result<report::Style> style_of(const Invocation& invocation) {
    report::Style style;
    style.explain = invocation.has("explain");
    style.publisher = invocation.value("publisher");
    style.publisher_url = invocation.value("publisher-url");
    style.publisher_category = invocation.value("publisher-category");
    style.run_url = run_url();
    if (!style.publisher_url.empty() && !is_safe_link(style.publisher_url))
        return fail(ErrorCode::usage, "'" + display(style.publisher_url) + "' is no http or https address",
                    "--publisher-url");
    return style;
}

}  // namespace ward::cli
