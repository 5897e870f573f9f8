// https://git-scm.com/docs/diff-format#generate_patch_text_with_p. There are no "index" lines: ids of blobs change with
// every version, and a patch that is kept in a repository should change where it says something else.
#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "actions/update/patch/file_diff.h"
#include "actions/update/patch/line_diff.h"
#include "actions/update/patch/patch_stack.h"

namespace ward::update {
namespace {

constexpr size_t context = 3;
constexpr size_t binary_probe_bytes = 8'000;
constexpr std::string_view no_file = "/dev/null";
constexpr std::string_view no_end = "\\ No newline at end of file\n";

using Lines = std::vector<std::string_view>;

std::string_view mode_of(FileKind kind) {
    switch (kind) {
        case FileKind::file: return "100644";
        case FileKind::executable: return "100755";
        case FileKind::symlink: return "120000";
    }
    return "100644";
}

// Git quotes a name with other bytes than printable ASCII, a quote or a backslash as C does.
std::string in_quotes(std::string_view side, std::string_view path) {
    std::string out;
    bool is_plain = true;
    for (const char c : std::string(side) + std::string(path)) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_special = c == '"' || c == '\\' || byte < 0x20 || byte >= 0x7f;
        is_plain = is_plain && !is_special;
        if (!is_special) out += c;
        else if (c == '"' || c == '\\') out += fmt::format("\\{}", c);
        else out += fmt::format("\\{:03o}", byte);
    }
    return is_plain ? out : '"' + out + '"';
}

// Behind a name with a blank stands a tab, so that patch(1) sees where it ends.
std::string in_header(std::string_view side, std::string_view path) {
    std::string name = in_quotes(side, path);
    if (name.contains(' ') && !name.starts_with('"')) name += '\t';
    return name;
}

void add_line(std::string& out, char sign, std::string_view line) {
    out += sign;
    out += line;
    if (!line.ends_with('\n')) out += fmt::format("\n{}", no_end);
}

// "-12,3": the line before where there is none, and a count of one left out.
std::string place(char sign, size_t begin, size_t count) {
    const size_t first = count == 0 ? begin : begin + 1;
    return count == 1 ? fmt::format("{}{}", sign, first) : fmt::format("{}{},{}", sign, first, count);
}

// Changes [first, last) with the lines around them.
void add_hunk(std::string& out, const Lines& before, const Lines& after, const std::vector<LineChange>& changes,
              size_t first, size_t last) {
    const size_t lead = std::min(context, changes[first].old_begin);
    const size_t old_begin = changes[first].old_begin - lead;
    const size_t new_begin = changes[first].new_begin - lead;
    const size_t tail = std::min(context, before.size() - changes[last - 1].old_end);
    out += fmt::format("@@ {} {} @@\n", place('-', old_begin, changes[last - 1].old_end + tail - old_begin),
                       place('+', new_begin, changes[last - 1].new_end + tail - new_begin));
    size_t at = old_begin;
    for (size_t i = first; i < last; ++i) {
        const LineChange& change = changes[i];
        while (at < change.old_begin) add_line(out, ' ', before[at++]);
        while (at < change.old_end) add_line(out, '-', before[at++]);
        for (size_t line = change.new_begin; line < change.new_end; ++line) add_line(out, '+', after[line]);
    }
    for (const size_t end = at + tail; at < end; ++at) add_line(out, ' ', before[at]);
}

std::string hunks(std::string_view before_text, std::string_view after_text) {
    const Lines before = lines_of(before_text);
    const Lines after = lines_of(after_text);
    const std::vector<LineChange> changes = diff_lines(before, after);
    std::string out;
    for (size_t first = 0; first < changes.size();) {
        size_t last = first + 1;
        while (last < changes.size() && changes[last].old_begin - changes[last - 1].old_end <= 2 * context) ++last;
        add_hunk(out, before, after, changes, first, last);
        first = last;
    }
    return out;
}

std::string body(const FileDiff& change) {
    const std::string_view before = change.before != nullptr ? change.before->bytes() : std::string_view();
    const std::string_view after = change.after != nullptr ? change.after->bytes() : std::string_view();
    if (before == after) return {};
    const std::string old_name = change.before != nullptr ? in_header("a/", change.old_path) : std::string(no_file);
    const std::string new_name = change.after != nullptr ? in_header("b/", change.new_path) : std::string(no_file);
    if (!change.as_text && (is_binary(before) || is_binary(after)))
        return fmt::format("Binary files {} and {} differ\n", old_name, new_name);
    return fmt::format("--- {}\n+++ {}\n{}", old_name, new_name, hunks(before, after));
}

std::string head(const FileDiff& change) {
    const std::string_view old_path = change.before != nullptr ? change.old_path : change.new_path;
    const std::string_view new_path = change.after != nullptr ? change.new_path : change.old_path;
    std::string out = fmt::format("diff --git {} {}\n", in_quotes("a/", old_path), in_quotes("b/", new_path));
    // An empty file has no hunk, and by its ids alone does patch(1) see that it is made or removed.
    if (change.before == nullptr)
        return out + fmt::format("new file mode {}\n{}", mode_of(change.after->kind()),
                                 change.after->bytes().empty() ? "index 0000000..e69de29\n" : "");
    if (change.after == nullptr)
        return out + fmt::format("deleted file mode {}\n{}", mode_of(change.before->kind()),
                                 change.before->bytes().empty() ? "index e69de29..0000000\n" : "");
    if (change.before->kind() != change.after->kind())
        out += fmt::format("old mode {}\nnew mode {}\n", mode_of(change.before->kind()), mode_of(change.after->kind()));
    const std::string_view verb = change.is_copy ? "copy" : "rename";
    if (old_path != new_path)
        out += fmt::format("{} from {}\n{} to {}\n", verb, in_quotes({}, old_path), verb, in_quotes({}, new_path));
    return out;
}

}  // namespace

bool is_binary(std::string_view bytes) {
    return bytes.substr(0, binary_probe_bytes).contains('\0');
}

std::string diff_file(const FileDiff& change) {
    const TreeFile* const before = change.before;
    const TreeFile* const after = change.after;
    if (before == nullptr && after == nullptr) return {};
    if (before != nullptr && after != nullptr) {
        if (*before == *after && change.old_path == change.new_path) return {};
        if ((before->kind() == FileKind::symlink) != (after->kind() == FileKind::symlink))
            return diff_file(
                       {.old_path = change.old_path, .new_path = {}, .before = before, .as_text = change.as_text}) +
                   diff_file({.old_path = {}, .new_path = change.new_path, .after = after, .as_text = change.as_text});
    }
    return head(change) + body(change);
}

std::string diff_trees(const FileTree& before, const FileTree& after, std::string_view prefix) {
    const std::string folder =
        prefix.empty() || prefix.ends_with('/') ? std::string(prefix) : std::string(prefix) + '/';
    std::set<std::string_view> paths;
    for (const FileTree* tree : {&before, &after})
        for (const auto& [path, file] : *tree) paths.insert(path);
    std::string out;
    for (const std::string_view path : paths) {
        const auto find = [path](const FileTree& tree) {
            const auto found = tree.find(path);
            return found == tree.end() ? nullptr : &found->second;
        };
        const std::string whole = folder + std::string(path);
        out += diff_file({.old_path = whole, .new_path = whole, .before = find(before), .after = find(after)});
    }
    return out;
}

}  // namespace ward::update
