// See facts.h.
#include "judges/scorecard/facts.h"

#include <algorithm>

#include "base/parallel.h"
#include "base/text.h"
#include "judges/scorecard/file_kinds.h"
#include "judges/scorecard/go_semantics.h"
#include "judges/scorecard/paths.h"

namespace ward::scorecard {
namespace {

bool is_in_git_folder(std::string_view path) {
    return path.starts_with(".git/") || path.contains("/.git/");
}

// The files that the checks see, none of them read yet.
std::vector<TreeFile> list_files(const inventory::Tree& tree) {
    std::vector<TreeFile> out;
    out.reserve(tree.entries().size());
    for (const Entry& entry : tree.entries()) {
        if (is_in_git_folder(entry.path)) continue;
        if (auto source = source_of(tree, entry)) out.push_back({.path = entry.path, .source = std::move(*source)});
    }
    return out;
}

// Of the first line, which the peer does not see where it is too long for its reader.
std::optional<std::string> interpreter_of(std::string_view text) {
    if (!text.starts_with("#!")) return std::nullopt;
    const GoLines first = go_scan_lines(text.substr(0, std::min(text.find('\n'), go_scanner_bytes)));
    if (first.lines.empty()) return std::nullopt;
    return std::string(first.lines[0].substr(2));
}

}  // namespace

bool says_something(std::string_view text) {
    for (const std::string_view line : go_scan_lines(text).lines) {
        const std::string_view words = go_trim_space(line);
        if (!words.empty() && !words.starts_with('#')) return true;
    }
    return false;
}

Facts Facts::read(const inventory::Tree& tree) {
    Facts out;
    out.tree_ = &tree;
    out.files_ = list_files(tree);
    std::vector<std::optional<Problem>> problems(out.files_.size());
    parallel_for(out.files_.size(), [&](size_t i) {
        TreeFile& file = out.files_[i];
        const auto start = tree.start(file.source, examined_bytes);
        if (!start) {
            problems[i] = Problem{std::string(file.path), start.error().what};
            return;
        }
        file.size = start->size;
        file.kind = kind_of_content(start->bytes);
        file.is_text = is_text(start->bytes);
        // The start holds the line, but for one of a script that is long by chance or on purpose.
        const bool holds_line = start->bytes.contains('\n') || start->size < go_scanner_bytes;
        if (holds_line || !start->bytes.starts_with("#!")) file.interpreter = interpreter_of(start->bytes);
        else if (const auto whole = tree.read(file.source)) file.interpreter = interpreter_of(*whole);
    });
    for (auto& problem : problems)
        if (problem) out.unread_.push_back(std::move(*problem));

    std::vector<const TreeFile*> workflows;
    for (const TreeFile& file : out.files_)
        if (is_workflow_path(file.path)) workflows.push_back(&file);
    out.workflows_.resize(workflows.size());
    parallel_for(workflows.size(), [&](size_t i) {
        WorkflowFile& file = out.workflows_[i];
        file.path = workflows[i]->path;
        auto text = out.read(*workflows[i]);
        if (!text) {
            file.parsed = std::unexpected(text.error());
            file.says_something = true;
            return;
        }
        file.text = std::move(*text);
        file.says_something = says_something(file.text);
        file.parsed = workflow::read_workflow(file.text, file.path, workflow::Dialect::actionlint);
    });
    return out;
}

Result<std::string> Facts::read(const TreeFile& file) const {
    return tree_->read(file.source);
}

Facts Facts::without(const std::function<bool(std::string_view)>& is_left_out) const {
    Facts out = *this;
    std::erase_if(out.files_, [&](const TreeFile& file) { return is_left_out(file.path); });
    std::erase_if(out.workflows_, [&](const WorkflowFile& file) { return is_left_out(file.path); });
    if (out.vulnerabilities)
        std::erase_if(*out.vulnerabilities, [&](const KnownVulnerability& known) { return is_left_out(known.path); });
    return out;
}

}  // namespace ward::scorecard
