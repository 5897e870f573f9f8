// Patches as text. What this file decides: which texts say exactly one thing. `git apply` and patch(1) pass over what
// they do not know and guess names; a guess is how a hunk lands in another file, so here it is an error with its line.
// https://git-scm.com/docs/diff-format#generate_patch_text_with_p,
// https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
#include <algorithm>

#include <fmt/core.h>

#include "actions/update/patch/patch_cursor.h"
#include "actions/update/patch/patch_name.h"
#include "actions/update/patch/patch_stack.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::update {
namespace {

constexpr size_t max_signature_lines = 4;

class Parser : private PatchCursor {
  public:
    Parser(std::string_view text, std::string name, int strip, const PatchLimits& limits)
        : PatchCursor(text, name, limits), strip_(strip) {
        patch_.name = std::move(name);
        patch_.strip = strip;
    }

    Result<Patch> run() {
        if (rest_.size() > limits_.bytes)
            return fault(fmt::format("is larger than {} bytes", limits_.bytes), ErrorCode::limit);
        patch_.sha256 = sha256_hex(rest_);
        WARD_TRY_VOID(next());
        WARD_TRY_VOID(read_preamble());
        while (!at_end_ && !is_signature()) {
            WARD_TRY(const bool is_file, skip_to_file());
            if (!is_file) break;
            if (patch_.files.size() >= limits_.files)
                return fault(fmt::format("changes more than {} files", limits_.files), ErrorCode::limit);
            WARD_TRY(FilePatch file, read_file());
            patch_.files.push_back(std::move(file));
        }
        WARD_TRY_VOID(read_signature());
        if (patch_.files.empty()) return fault("changes no file");
        return std::move(patch_);
    }

  private:
    std::unexpected<Error> binary() const {
        return fault("is a binary patch, which cannot be merged; put the file in the recipe instead",
                     ErrorCode::unsupported);
    }

    bool is_signature() const { return line_ == "-- " || line_ == "-- \r"; }
    // "--- a" with "+++ b" below it; a lone one may be text.
    bool is_plain_header() const { return line_.starts_with("--- ") && rest_.starts_with("+++ "); }
    bool is_git_header() const { return line_.starts_with("diff --git "); }

    Result<void> read_preamble() {
        const char* const start = line_.data();
        while (!at_end_ && !is_git_header() && !is_plain_header()) {
            if (line_.starts_with("@@ -")) return fault("has a hunk without a file's name before it");
            if (line_.starts_with("GIT binary patch")) return binary();
            if (line_.starts_with("*** ") && rest_.starts_with("--- "))
                return fault("is a context diff; only unified ones are read", ErrorCode::unsupported);
            WARD_TRY_VOID(next());
        }
        patch_.preamble = std::string(start, at_end_ ? rest_.data() : line_.data());
        patch_.subject = subject_of(patch_.preamble);
        return {};
    }
    // "[PATCH 2/3] " is git's, not the author's.
    static std::string subject_of(std::string_view preamble) {
        std::string subject;
        bool inside = false;
        for (const std::string_view line : split(preamble, '\n')) {
            if (inside && (line.empty() || !is_space(line[0]) || trim(line).empty())) break;
            if (inside) subject += fmt::format(" {}", trim(line));
            constexpr std::string_view key = "Subject: ";
            if (inside || !line.starts_with(key)) continue;
            inside = true;
            subject = trim(line.substr(key.size()));
        }
        const size_t close = subject.find("] ");
        if (subject.starts_with("[PATCH") && close != std::string::npos) subject.erase(0, close + 2);
        return display(valid_utf8(subject));
    }

    // Between files stand blank lines and what diff -r, svn and quilt write there. Anything else may be a hunk whose
    // counts are wrong, and is not passed over.
    Result<bool> skip_to_file() {
        while (!at_end_ && !is_git_header() && !is_plain_header() && !is_signature()) {
            const bool is_noise = trim(line_).empty() || line_.starts_with("diff ") || line_.starts_with("Index: ") ||
                                  line_.starts_with("====");
            if (line_.starts_with("Binary files ")) return binary();
            if (line_.starts_with("Only in "))
                return fault("names a file that only one side has, without its text: diff needs -N");
            if (line_.starts_with("From ")) return fault("holds several mails; one patch is one file");
            if (!is_noise) return fault("has text behind a hunk: its counts may be wrong");
            WARD_TRY_VOID(next());
        }
        return !at_end_ && !is_signature();
    }

    Result<void> read_signature() {
        if (at_end_) return {};
        WARD_TRY_VOID(next());
        for (size_t lines = 0; !at_end_; ++lines) {
            const bool is_patch =
                is_git_header() || is_plain_header() || line_.starts_with("@@ -") || line_.starts_with("From ");
            if (is_patch) return fault("holds several mails; one patch is one file");
            if (lines >= max_signature_lines) return fault("has text behind its signature");
            WARD_TRY_VOID(next());
        }
        return {};
    }

    // What git's extended header says.
    struct Header {
        bool is_git = false;
        bool is_new = false;
        bool is_removed = false;
        std::string same;  // the name, where both sides of "diff --git" have it
        std::string from, to;
    };

    Result<FilePatch> read_file() {
        FilePatch file;
        file.line = number_;
        Header header;
        if (is_git_header()) {
            WARD_TRY_VOID(read_git_header(file, header));
        }
        if (is_plain_header()) {
            WARD_TRY_VOID(read_names(file, header));
            WARD_TRY_VOID(read_hunks(*this, file, hunks_));
            if (file.hunks.empty()) return fault("has a file's name without a hunk below it");
        } else {
            WARD_TRY_VOID(name_by_header(file, header));
        }
        return check(std::move(file));
    }

    Result<void> read_git_header(FilePatch& file, Header& header) {
        header.is_git = true;
        const std::string_view names = line_.substr(std::string_view("diff --git ").size());
        header.same = name_of_both(names, strip_).value_or("");
        WARD_TRY_VOID(next());
        while (!at_end_ && !is_plain_header() && !is_git_header() && !is_signature() && !trim(line_).empty()) {
            WARD_TRY_VOID(read_extended(file, header));
            WARD_TRY_VOID(next());
        }
        return {};
    }
    Result<void> read_extended(FilePatch& file, Header& header) {
        const auto rest = [this](std::string_view key) -> std::optional<std::string_view> {
            return line_.starts_with(key) ? std::optional(line_.substr(key.size())) : std::nullopt;
        };
        if (line_.starts_with("GIT binary patch") || line_.starts_with("Binary files ")) return binary();
        if (line_.starts_with("similarity index ") || line_.starts_with("dissimilarity index ") ||
            line_.starts_with("index "))
            return {};
        if (const auto old_mode = rest("old mode ")) {
            WARD_TRY_VOID(read_mode(*old_mode));
            return {};
        }
        for (const std::string_view key : {"new mode ", "new file mode ", "deleted file mode "}) {
            const auto mode = rest(key);
            if (!mode) continue;
            WARD_TRY(const FileKind kind, read_mode(*mode));
            header.is_new = header.is_new || key.starts_with("new file");
            header.is_removed = header.is_removed || key.starts_with("deleted");
            if (!header.is_removed) file.new_kind = kind;
            return {};
        }
        for (const std::string_view key : {"rename from ", "rename to ", "copy from ", "copy to "}) {
            const auto name = rest(key);
            if (!name) continue;
            // These have no "a/" in front, which `strip` counts.
            WARD_TRY(std::string path, name_at(*name, std::max(strip_ - 1, 0), Side::without));
            (key.ends_with("from ") ? header.from : header.to) = std::move(path);
            (key.starts_with("rename") ? file.is_rename : file.is_copy) = true;
            return {};
        }
        return fault(fmt::format("has an unknown line in a file's header: {}", display(line_.substr(0, 60))));
    }
    Result<FileKind> read_mode(std::string_view mode) const {
        if (mode == "100644") return FileKind::file;
        if (mode == "100755") return FileKind::executable;
        if (mode == "120000") return FileKind::symlink;
        return fault(fmt::format("has a mode of no file: {}", display(mode.substr(0, 20))), ErrorCode::unsupported);
    }
    enum class Side : uint8_t { with, without };  // "a/" in front
    Result<std::string> name_at(std::string_view text, int strip, Side side = Side::with) {
        auto name = patch_name(text, strip);
        if (!name) return fault(name.error());
        // What stands between "a/" and the name, for whoever writes the patch anew.
        const int side_parts = side == Side::with ? 1 : 0;
        const auto whole = patch_name(text, side_parts);
        if (strip > side_parts && whole && whole->ends_with(*name))
            patch_.prefix = whole->substr(0, whole->size() - name->size());
        return *std::move(name);
    }

    Result<void> read_names(FilePatch& file, const Header& header) {
        const std::string_view old_text = line_.substr(4);
        WARD_TRY_VOID(next());
        const std::string_view new_text = line_.substr(4);
        const bool no_old = is_no_file(old_text);
        const bool no_new = is_no_file(new_text);
        if (no_old && no_new) return fault("has a file that is on neither side");
        if (header.is_git && (no_old != header.is_new || no_new != header.is_removed))
            return fault("has names that contradict the header above them");
        if (!no_old) {
            WARD_TRY(file.old_path, name_at(old_text, strip_));
        }
        if (!no_new) {
            WARD_TRY(file.new_path, name_at(new_text, strip_));
        }
        WARD_TRY_VOID(next());
        if (file.is_rename || file.is_copy) {
            if (file.old_path != header.from || file.new_path != header.to)
                return fault("has names that contradict the header above them");
            return {};
        }
        if (!no_old && !no_new && file.old_path != file.new_path) {
            if (header.is_git || !is_backup_of(file.old_path, file.new_path))
                return fault("names two files without a rename");
            file.old_path = file.new_path;
        }
        if (header.is_git && !header.same.empty() && header.same != file.path())
            return fault("has names that contradict the header above them");
        return {};
    }
    // Only a mode, only a name, or an empty file.
    Result<void> name_by_header(FilePatch& file, const Header& header) const {
        if (file.is_rename || file.is_copy) {
            file.old_path = header.from;
            file.new_path = header.to;
            if (header.from.empty() || header.to.empty()) return fault("has a rename or copy without both names");
            return {};
        }
        if (header.same.empty()) return fault("has a header whose two names cannot be told apart");
        if (!header.is_new && !header.is_removed && !file.new_kind) return fault("has a header that changes nothing");
        if (!header.is_new) file.old_path = header.same;
        if (!header.is_removed) file.new_path = header.same;
        return {};
    }
    Result<FilePatch> check(FilePatch file) const {
        if (file.is_rename && file.is_copy) return fault("has a file that is renamed and copied at once");
        if (file.old_path.empty()) {
            if (!file.new_kind) file.new_kind = FileKind::file;
            if (file.hunks.size() > 1 || (!file.hunks.empty() && file.hunks[0].old_count != 0))
                return fault("makes a new file out of lines that it had before");
        }
        if (file.new_path.empty() && (file.hunks.size() > 1 || (!file.hunks.empty() && file.hunks[0].new_count != 0)))
            return fault("removes a file and leaves lines of it");
        return file;
    }

    int strip_;
    size_t hunks_ = 0;
    Patch patch_;
};

}  // namespace

Result<Patch> parse_patch(std::string_view text, std::string name, int strip, const PatchLimits& limits) {
    return Parser(text, std::move(name), strip, limits).run();
}

}  // namespace ward::update
