// See label.h.
#include "faces/cli/vet/label.h"

#include <filesystem>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"
#include "base/time.h"
#include "faces/cli/vet/report.h"
#include "formats/purl.h"

namespace ward::cli {
namespace {

constexpr int64_t days_of_a_label = 365;

// "pkg:npm/x@1.0.0", "x@1.0.0", "@scope/x"
Result<Purl> named_package(const std::string& text) {
    if (text.starts_with("pkg:")) return Purl::parse(text);
    const size_t at = text.find('@', 1);
    const std::string name = text.substr(0, at);
    if (name.empty() || name.ends_with('/')) return fail(ErrorCode::usage, "names no package: " + display(text));
    return npm_purl(name, at == std::string::npos ? "" : text.substr(at + 1));
}

Result<vet::Label> asked_label(const Invocation& invocation) {
    if (invocation.arguments.size() != 2) return fail(ErrorCode::usage, "takes a package, and benign or malicious");
    const std::string& verdict = invocation.arguments[1];
    if (verdict != "benign" && verdict != "malicious")
        return fail(ErrorCode::usage, fmt::format("'{}' is neither benign nor malicious", display(verdict)));
    WARD_TRY(const Purl purl, named_package(invocation.arguments[0]));
    vet::Label label;
    label.package = purl.package().to_string();
    label.versions = invocation.value("versions", purl.version);
    label.is_malicious = verdict == "malicious";
    for (const std::string& list : invocation.values("signals"))
        for (const std::string_view id : split(list, ',')) label.signals.emplace_back(trim(id));
    if (!label.is_malicious && label.signals.empty())
        return fail(ErrorCode::usage, "needs the signals that were looked at: what is new later is judged again",
                    "--signals");
    label.reason = invocation.value("reason");
    label.author = invocation.value("author");
    label.created = format_date(now());
    label.expires = invocation.value("expires");
    if (label.expires.empty() && !label.is_malicious)
        label.expires = format_date(now() + days_of_a_label * seconds_per_day);
    return label;
}

}  // namespace

Result<int> vet_label(const Invocation& invocation) {
    if (!invocation.has("reason")) return fail(ErrorCode::usage, "a verdict needs its reason", "--reason");
    WARD_TRY(const vet::Label label, asked_label(invocation));
    WARD_TRY(const std::string path, labels_path(invocation));
    auto before = read_input(path, vet::max_label_file_bytes);
    if (!before && before.error().code != ErrorCode::not_found) return std::unexpected(before.error());
    const std::string text = before.value_or("") + vet::label_entry(label, !before || trim(*before).empty());
    // What was there must have been good, and what is there now must be: nothing is lost in a file nobody can read.
    WARD_TRY([[maybe_unused]] const auto labels, vet::read_labels(text, path));
    WARD_TRY_VOID(write_output(path, text));
    WARD_TRY_VOID(print(fmt::format("{}: {} is labelled {}{}\n", display(path), display(label.package),
                                    label.is_malicious ? "malicious" : "benign",
                                    label.expires.empty() ? "" : ", until " + label.expires)));
    return 0;
}

}  // namespace ward::cli
