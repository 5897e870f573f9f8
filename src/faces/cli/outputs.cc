#include "faces/cli/outputs.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "base/text.h"
#include "formats/escape.h"

namespace ward::cli {

Result<std::vector<NamedOutput>> named_outputs(const Invocation& invocation, std::string_view otherwise,
                                               const std::vector<std::string_view>& known, std::string_view what) {
    std::vector<std::string> wanted = invocation.values("format");
    if (invocation.has("json")) wanted.emplace_back("json");
    if (wanted.empty()) wanted.emplace_back(otherwise);
    std::vector<NamedOutput> outputs;
    for (const std::string& word : wanted) {
        const size_t equals = word.find('=');
        NamedOutput one{
            .form = word.substr(0, equals),
            .path = equals == std::string::npos ? invocation.value("output", "-") : word.substr(equals + 1)};
        if (std::ranges::find(known, one.form) == known.end()) {
            const std::string near = suggestion(one.form, known);
            return fail(ErrorCode::usage,
                        fmt::format("no format '{}'{}{}", display(one.form), what,
                                    near.empty() ? fmt::format("; there are {}", fmt::join(known, ", ")) : near),
                        "--format");
        }
        if (std::ranges::find(outputs, one.path, &NamedOutput::path) != outputs.end())
            return fail(ErrorCode::usage, "two outputs go to '" + display(one.path) + "'; give one a =FILE",
                        "--format");
        outputs.push_back(std::move(one));
    }
    return outputs;
}

Result<std::vector<Output>> outputs_of(const Invocation& invocation) {
    std::vector<std::string_view> names;
    for (const report::Format* known : report::all_formats()) names.push_back(known->name);
    WARD_TRY(const std::vector<NamedOutput> named, named_outputs(invocation, "table", names));
    std::vector<Output> outputs;
    outputs.reserve(named.size() + 1);
    for (const NamedOutput& one : named) outputs.push_back({report::format_named(one.form), one.path});
    if (!invocation.has("save")) return outputs;
    const std::string saved = invocation.value("save");
    if (std::ranges::find(outputs, saved, &Output::path) != outputs.end())
        return fail(ErrorCode::usage, "two outputs go to '" + display(saved) + "'; give one a =FILE", "--save");
    outputs.push_back({nullptr, saved});
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
