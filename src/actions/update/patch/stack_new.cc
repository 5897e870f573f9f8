// A new patch: what the vendored tree has other than upstream's files with the stack.
#include <algorithm>

#include <fmt/core.h>

#include "actions/update/patch/file_diff.h"
#include "actions/update/patch/series.h"
#include "actions/update/patch/stack_work.h"
#include "base/text.h"

namespace ward::update {
namespace {

// "NAME <ADDRESS>" on one line, and nothing that would be another header.
bool is_author(std::string_view author) {
    const size_t open = author.find(" <");
    return open != std::string_view::npos && open > 0 && author.ends_with('>') &&
           author.find_first_of("<>", open + 2) == author.size() - 1 &&
           author.find('@', open) != std::string_view::npos &&
           std::ranges::none_of(author, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

// What `strip` takes off again behind "a/": as the other patches have it, else the end of the dependency's path.
Result<std::string> prefix_of(const StackInput& input) {
    const int strip = input.recipe->patches->strip;
    if (strip == 0)
        return fail(ErrorCode::unsupported, "is a stack with 'strip = 0', which ward does not write",
                    input.recipe->patches->folder);
    if (!input.patches.empty()) return input.patches.back().prefix;
    const std::vector<std::string_view> parts = split(input.recipe->path, '/');
    const auto wanted = static_cast<size_t>(strip - 1);
    if (parts.size() < wanted)
        return fail(ErrorCode::usage,
                    fmt::format("drops {} parts of a path, and '{}' has fewer", strip, input.recipe->path),
                    input.recipe->patches->folder);
    std::string out;
    for (size_t i = parts.size() - wanted; i < parts.size(); ++i) out += fmt::format("{}/", parts[i]);
    return out;
}

class NewPatchWork {
  public:
    NewPatchWork(const StackInput& input, const Derived& derived, const FileTree& vendored,
                 const MadeElsewhere& elsewhere)
        : input_(input), derived_(derived), vendored_(vendored), elsewhere_(elsewhere) {}

    Result<StackChange> run(const NewPatch& wanted) {
        if (!wanted.author.empty() && !is_author(wanted.author))
            return fail(ErrorCode::usage, fmt::format("'{}' is no \"NAME <ADDRESS>\"", display(wanted.author)),
                        "--author");
        WARD_TRY_VOID(compare());
        if (before_.empty() && after_.empty())
            return fail(ErrorCode::not_found,
                        "is what upstream shipped with the stack: there is nothing to make a patch of",
                        input_.recipe->path);
        WARD_TRY(const std::string name, next_patch_name(*input_.folder, wanted.word));
        WARD_TRY(const std::string prefix, prefix_of(input_));
        const std::string& subject = wanted.subject.empty() ? wanted.word : wanted.subject;
        std::string text = wanted.author.empty() ? "" : fmt::format("From: {}\n", wanted.author);
        text += fmt::format("Subject: [PATCH] {}\n\n---\n{}", display(subject), diff_trees(before_, after_, prefix));
        WARD_TRY_VOID(read_again(text, name));
        out_.folder = *input_.folder;
        WARD_TRY_VOID(add_file(out_.folder, name, TreeFile(std::move(text))));
        add_to_series(out_.folder, name);
        out_.written = {name};
        return std::move(out_);
    }

    Result<std::vector<std::string>> paths() {
        WARD_TRY_VOID(compare());
        std::vector<std::string> out;
        for (const FileTree* tree : {&before_, &after_})
            for (const auto& [path, file] : *tree) out.push_back(path);
        std::ranges::sort(out);
        const auto rest = std::ranges::unique(out);
        out.erase(rest.begin(), rest.end());
        return out;
    }

  private:
    Result<void> compare() {
        base_ = *input_.upstream;
        out_.stack = apply_stack(base_, input_.patches, input_.previous);
        if (out_.has_conflict())
            return fail(ErrorCode::conflict, "does not apply; refresh the stack first", out_.stack.patches.back().name);
        return collect();
    }

    Result<void> collect() {
        for (const auto& [path, file] : vendored_) {
            const auto base = base_.find(path);
            if (base != base_.end() && base->second == file) continue;
            const TreeFile* before = base == base_.end() ? nullptr : &base->second;
            WARD_TRY_VOID(differs(path, before, &file));
        }
        for (const auto& [path, file] : base_)
            if (!vendored_.contains(path)) WARD_TRY_VOID(differs(path, &file, nullptr));
        return {};
    }

    Result<void> differs(const std::string& path, const TreeFile* before, const TreeFile* after) {
        const std::string who = elsewhere_.who(path, before != nullptr);
        const auto origin = derived_.origins.find(path);
        const bool is_generated = origin != derived_.origins.end() && origin->second.kind == Origin::Kind::generated;
        if (is_generated || !who.empty()) {
            // Of a rule only what is not as the rule makes it is worth a word.
            const auto made = derived_.files.find(path);
            const bool is_as_made = made != derived_.files.end() && after != nullptr && made->second == *after;
            if (!is_as_made)
                out_.notes.push_back(
                    fmt::format("{}: is made by {}, and left out", path, is_generated ? "a rule" : who));
            return {};
        }
        if ((before != nullptr && is_binary(before->bytes())) || (after != nullptr && is_binary(after->bytes())))
            return fail(ErrorCode::unsupported, "is binary, which no patch can say; put the file in the recipe instead",
                        fmt::format("{}/{}", input_.recipe->path, path));
        if (before != nullptr) before_.emplace(path, *before);
        if (after != nullptr) after_.emplace(path, *after);
        return {};
    }

    Result<void> read_again(const std::string& text, const std::string& name) const {
        WARD_TRY(const Patch patch, parse_patch(text, name, input_.recipe->patches->strip));
        FileTree files = base_;
        const StackOutcome outcome = apply_stack(files, {patch}, nullptr);
        FileTree wanted = base_;
        for (const auto& [path, file] : before_) wanted.erase(path);
        for (const auto& [path, file] : after_) wanted.insert_or_assign(path, file);
        if (outcome.has_conflict() || files != wanted)
            return fail(ErrorCode::internal, "does not make the files that it was written of", name);
        return {};
    }

    const StackInput& input_;
    const Derived& derived_;
    const FileTree& vendored_;
    const MadeElsewhere& elsewhere_;
    FileTree base_;    // upstream's files with the stack
    FileTree before_;  // of them what differs
    FileTree after_;   // the same of the vendored tree
    StackChange out_;
};

}  // namespace

Result<StackChange> new_patch(const StackInput& input, const Derived& derived, const FileTree& vendored,
                              const MadeElsewhere& elsewhere, const NewPatch& wanted) {
    return NewPatchWork(input, derived, vendored, elsewhere).run(wanted);
}

Result<std::vector<std::string>> paths_beside_stack(const StackInput& input, const Derived& derived,
                                                    const FileTree& vendored, const MadeElsewhere& elsewhere) {
    return NewPatchWork(input, derived, vendored, elsewhere).paths();
}

}  // namespace ward::update
