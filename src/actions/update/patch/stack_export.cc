// A stack's patches as mails for upstream: its own paths, git format-patch's form.
// https://git-scm.com/docs/git-format-patch
#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "actions/update/patch/file_diff.h"
#include "actions/update/patch/series.h"
#include "actions/update/patch/stack_work.h"
#include "base/text.h"

namespace ward::update {
namespace {

// The commit that is none, and the day that git writes where it matters to nobody.
constexpr std::string_view from_line = "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n";

std::string_view folder_of_path(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash + 1);
}

// A mail's header, and the text below it.
struct Mail {
    std::vector<std::string> headers;  // whole, but for the subject
    std::string author;
    std::string subject;
    std::string text;
};

bool is_header(std::string_view line) {
    constexpr std::string_view kept[] = {
        "From: ", "Date: ", "MIME-Version: ", "Content-Type: ", "Content-Transfer-Encoding: "};
    return std::ranges::any_of(kept, [&](std::string_view key) { return line.starts_with(key); });
}

// What stands before the diff: a mail with headers, or words of whoever wrote it.
Mail mail_of(const Patch& patch, std::string_view word) {
    Mail out;
    out.subject = patch.subject;
    const std::vector<std::string_view> lines = split(patch.preamble, '\n');
    size_t i = 0;
    const bool is_mail = !patch.subject.empty() || (!lines.empty() && is_header(lines[0]));
    for (; is_mail && i < lines.size() && !trim(lines[i]).empty(); ++i) {
        if (!is_header(lines[i])) continue;
        out.headers.emplace_back(trim(lines[i]));
        if (lines[i].starts_with("From: ")) out.author = trim(lines[i].substr(std::string_view("From: ").size()));
    }
    std::string text;
    for (; i < lines.size() && trim(lines[i]) != "---"; ++i)
        text += fmt::format("{}{}\n", lines[i].starts_with("From ") ? ">" : "", lines[i]);  // else the next mail
    out.text = trim(text);
    if (!out.subject.empty()) return out;
    // Without a mail the first line is the subject, as in a commit.
    const size_t end = std::min(out.text.find('\n'), out.text.size());
    out.subject = end == 0 ? std::string(word) : out.text.substr(0, end);
    out.text = std::string(trim(std::string_view(out.text).substr(end)));
    return out;
}

class Export {
  public:
    Export(const StackInput& input, const Derived& pristine, const std::string& author, const std::string& signature)
        : input_(input), author_(author), signature_(signature) {
        for (const auto& [path, origin] : pristine.origins) add_origin(path, origin);
    }

    Result<std::vector<ExportedPatch>> run(const std::vector<std::string>& only) {
        std::vector<ExportedPatch> out;
        FileTree files = *input_.upstream;
        for (const Patch& patch : input_.patches) {
            const FileTree before = files;
            const StackOutcome outcome = apply_stack(files, {patch}, nullptr);
            const std::string name = patch.name.substr(patch.name.rfind('/') + 1);
            if (outcome.has_conflict())
                return fail(ErrorCode::conflict, "does not apply; refresh the stack first", patch.name);
            if (!only.empty() && std::ranges::find(only, name) == only.end()) continue;
            ExportedPatch one{.name = name, .text = {}, .notes = {}};
            if (outcome.has_dropped()) {
                one.notes.emplace_back("upstream has it already");
                out.push_back(std::move(one));
                continue;
            }
            const std::string diff = diff_of(before, files, outcome.patches.front().paths, one.notes);
            if (diff.empty()) {
                one.notes.emplace_back("changes no file of upstream's");
            } else {
                const std::string_view stem = std::string_view(name).substr(0, name.rfind('.'));
                WARD_TRY(one.text, text_of(mail_of(patch, stem), diff, patch.name));
            }
            out.push_back(std::move(one));
        }
        return out;
    }

  private:
    void add_origin(const std::string& path, const Origin& origin) {
        if (origin.kind != Origin::Kind::upstream && origin.kind != Origin::Kind::edited) {
            own_.insert(path);
            return;
        }
        paths_[path] = origin.from;
        if (origin.kind == Origin::Kind::edited) edited_.insert(path);
        // A new file of a patch stands beside its neighbours.
        folders_.try_emplace(std::string(folder_of_path(path)), folder_of_path(origin.from));
    }

    // Upstream's name of a file; empty where it is no file of upstream's.
    std::string upstream_path(const std::string& path) const {
        if (own_.contains(path)) return {};
        if (const auto found = paths_.find(path); found != paths_.end()) return found->second;
        const std::string_view folder = folder_of_path(path);
        const auto found = folders_.find(folder);
        return found == folders_.end() ? path : found->second + path.substr(folder.size());
    }

    std::string diff_of(const FileTree& before, const FileTree& after, const std::vector<std::string>& changed,
                        std::vector<std::string>& notes) const {
        FileTree was;
        FileTree is;
        for (const std::string& path : changed) {
            const std::string name = upstream_path(path);
            if (name.empty()) {
                notes.push_back(fmt::format("{}: is no file of upstream's, and left out", path));
                continue;
            }
            if (edited_.contains(path))
                notes.push_back(fmt::format("{}: lines around a change are as the recipe edits them", path));
            if (const auto file = before.find(path); file != before.end()) was.insert_or_assign(name, file->second);
            if (const auto file = after.find(path); file != after.end()) is.insert_or_assign(name, file->second);
        }
        return diff_trees(was, is);
    }

    Result<std::string> text_of(const Mail& mail, const std::string& diff, const std::string& name) const {
        std::string out(from_line);
        if (mail.author.empty()) {
            if (author_.empty())
                return fail(ErrorCode::usage, "names no author; say one with --author \"NAME <ADDRESS>\"", name);
            out += fmt::format("From: {}\n", author_);
        }
        for (const std::string& header : mail.headers) out += fmt::format("{}\n", header);
        out += fmt::format("Subject: [PATCH] {}\n", mail.subject);
        const bool has_type =
            std::ranges::any_of(mail.headers, [](const std::string& one) { return one.starts_with("MIME"); });
        const bool is_plain = std::ranges::all_of(mail.subject + mail.text + author_,
                                                  [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        if (!has_type && !is_plain)
            out += "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n";
        out += mail.text.empty() ? "\n" : fmt::format("\n{}\n", mail.text);
        return out + fmt::format("---\n\n{}-- \n{}\n", diff, signature_);
    }

    const StackInput& input_;
    const std::string& author_;
    const std::string& signature_;
    std::map<std::string, std::string, std::less<>> paths_;    // upstream's of a file
    std::map<std::string, std::string, std::less<>> folders_;  // and of its folder
    std::set<std::string, std::less<>> own_;                   // of the project
    std::set<std::string, std::less<>> edited_;
};

}  // namespace

Result<std::vector<ExportedPatch>> export_stack(const StackInput& input, const Derived& pristine,
                                                const std::vector<std::string>& only, const std::string& author,
                                                const std::string& signature) {
    return Export(input, pristine, author, signature).run(only);
}

}  // namespace ward::update
