#include "actions/release/embargo/mail_patch.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text.h"

namespace ward::release {
namespace {

// The lines of both sides that "@@ -1,2 +3 @@" announces.
struct Hunk {
    size_t removed = 0;
    size_t added = 0;
};

std::optional<size_t> count_in(std::string_view& rest, char sign) {
    if (!rest.starts_with(sign)) return std::nullopt;
    std::string_view range = rest.substr(1, rest.find(' ') - 1);
    rest.remove_prefix(std::min(rest.size(), range.size() + 2));
    const size_t comma = range.find(',');
    return comma == std::string_view::npos ? size_t{1} : to_number<size_t>(range.substr(comma + 1));
}

std::optional<Hunk> hunk_of(std::string_view line) {
    constexpr std::string_view mark = "@@ ";
    if (!line.starts_with(mark)) return std::nullopt;
    line.remove_prefix(mark.size());
    const auto removed = count_in(line, '-');
    const auto added = count_in(line, '+');
    if (!removed || !added || !line.starts_with("@@")) return std::nullopt;
    return Hunk{*removed, *added};
}

class Reader {
  public:
    std::vector<MailPatch> run(std::string_view text) {
        size_t number = 0;
        while (!text.empty()) {
            std::string_view line = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(text.size(), line.size() + 1));
            ++number;
            if (line.ends_with('\r')) line.remove_suffix(1);
            read(line, number);
        }
        end_mail();
        return std::move(out_);
    }

  private:
    void read(std::string_view line, size_t number) {
        if (hunk_.removed + hunk_.added > 0 && take_line(line)) return;
        hunk_ = {};
        // As mailboxes part mails. A sentence that begins so parts a mail from its own diff, which does no harm.
        const bool begins_mail = line.starts_with("From ") && is_after_blank_;
        is_after_blank_ = line.empty();
        if (begins_mail) {
            end_mail();
            current_ = MailPatch{.line = number, .sums = {}};
        } else if (line.starts_with("diff --git ") || line.starts_with("--- ")) {
            if (!current_) current_ = MailPatch{.line = number, .sums = {}};
            end_file();
        } else if (!current_) {
            return;
        } else if (line == "GIT binary patch" || (line.starts_with("Binary files ") && line.ends_with(" differ"))) {
            current_->is_binary = true;
        } else if (is_encoding(line)) {
            current_->is_encoded = true;
        } else if (const auto hunk = hunk_of(line)) {
            hunk_ = *hunk;
        }
    }

    void end_file() {
        if (current_) current_->sums.add(file_);
        file_ = {};
    }

    void end_mail() {
        end_file();
        if (current_) out_.push_back(*std::move(current_));
        current_.reset();
    }

    static bool is_encoding(std::string_view line) {
        const std::string small = to_lower(line);
        return small.starts_with("content-transfer-encoding:") &&
               (small.contains("base64") || small.contains("quoted-printable"));
    }

    // A line of the hunk that is open; false where it is none.
    bool take_line(std::string_view line) {
        const char sign = line.empty() ? ' ' : line[0];
        const std::string_view rest = line.substr(line.empty() ? 0 : 1);
        if (sign == '+' && hunk_.added > 0) {
            file_ += line_sum(rest);
            --hunk_.added;
        } else if (sign == '-' && hunk_.removed > 0) {
            file_ -= line_sum(rest);
            --hunk_.removed;
        } else if (sign == ' ' && hunk_.added > 0 && hunk_.removed > 0) {
            --hunk_.added;
            --hunk_.removed;
        } else {
            return sign == '\\';  // "\ No newline at end of file"
        }
        return true;
    }

    std::vector<MailPatch> out_;
    std::optional<MailPatch> current_;
    LineSum file_;  // of the file that is read
    Hunk hunk_;
    bool is_after_blank_ = true;
};

}  // namespace

bool has_patch(std::string_view text) {
    return text.starts_with("diff --git ") || text.starts_with("--- ") || text.contains("\ndiff --git ") ||
           (text.contains("\n--- ") && text.contains("\n+++ "));
}

std::vector<MailPatch> patches_in(std::string_view text) {
    return Reader().run(text);
}

LeakReport check_patch_text(std::string_view text, const TaintMatcher& matcher, const std::string& place) {
    LeakReport report;
    report.leaks = leaks_in(text, matcher, {.kind = "file", .place = place});
    for (const MailPatch& patch : patches_in(text)) {
        const auto about = [&](std::string reason) {
            report.problems.push_back({place + ':' + std::to_string(patch.line), std::move(reason)});
        };
        if (patch.is_encoded) about("is a mail whose text is encoded, which is not read");
        if (patch.is_binary) about("changes a file that is not of lines, which is not compared");
        if (const auto taint = matcher.patch(patch.sums))
            report.leaks.push_back(
                {.rule = taint->rule, .item = taint->item, .kind = "patch", .place = place, .line = patch.line});
    }
    return report;
}

}  // namespace ward::release
