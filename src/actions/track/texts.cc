#include "actions/track/texts.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/escape.h"

namespace ward::track {
namespace {

constexpr size_t max_list = 20;

// At most so many bytes, cut between characters.
std::string clip(std::string_view text, size_t most = max_text_bytes) {
    if (text.size() <= most) return std::string(text);
    size_t at = 0;
    while (at < most) {
        const size_t length = std::max<size_t>(1, utf8_length(text.substr(at)));
        if (at + length > most) break;
        at += length;
    }
    return std::string(text.substr(0, at)) + "…";
}

// Pages that ward knows the form of; nothing of a stranger but an id that is letters, digits and dashes.
std::string page_of(std::string_view id) {
    if (!std::ranges::all_of(id, [](char c) { return is_alnum(c) || c == '-'; })) return {};
    if (id.starts_with("CVE-")) return fmt::format("https://www.cve.org/CVERecord?id={}", id);
    if (id.starts_with("GHSA-")) return fmt::format("https://github.com/advisories/{}", id);
    if (id.empty() || id[0] < 'A' || id[0] > 'Z') return {};  // a name of ours, as v8-untrusted-script
    return fmt::format("https://osv.dev/vulnerability/{}", id);
}

std::string id_text(std::string_view id) {
    const std::string page = page_of(id);
    return page.empty() ? issue_text(id) : fmt::format("[{}]({})", id, page);
}

template <typename Texts, typename Say>
std::string list_of(const Texts& texts, const Say& say) {
    std::string out;
    size_t count = 0;
    for (const std::string& text : texts) {
        if (count++ == max_list) break;
        out += (out.empty() ? "" : ", ") + say(text);
    }
    if (texts.size() > max_list) out += fmt::format(" and {} more", texts.size() - max_list);
    return out;
}

std::string row_start(const std::string& branch) {
    return "| " + issue_text(branch) + " | ";
}

std::string verdict_text(const Verdict& verdict) {
    std::string text = fmt::format("**{}**", name_of(verdict.status));
    if (!verdict.justification.empty()) text += fmt::format(" ({})", issue_text(verdict.justification));
    if (!verdict.reason.empty()) text += ": " + issue_text(verdict.reason);
    if (!verdict.author.empty()) text += "; by " + issue_text(verdict.author);
    if (!verdict.expires.empty()) text += "; until " + issue_text(verdict.expires);
    if (!verdict.origin.path.empty())
        text += fmt::format("; {}:{}", issue_text(verdict.origin.path), verdict.origin.line);
    return text;
}

}  // namespace

std::string issue_text(std::string_view text) {
    return disarm_log_commands(escape_markdown(trim(clip(text))));
}

std::string issue_title(const Matter& matter) {
    return fmt::format("{} ({})", display(clip(matter.id, 100)), display(clip(matter.name, 200)));
}

Rows rows_of(const Matter& matter) {
    Rows rows;
    for (const auto& [branch, spots] : matter.open_on) {
        std::vector<std::string>& lines = rows[branch];
        for (const Spot& spot : spots) {
            if (lines.size() == max_places_shown) {
                lines.push_back(row_start(branch) +
                                fmt::format("and {} more places | |", spots.size() - max_places_shown));
                break;
            }
            const std::string version = spot.version.empty() ? "unknown" : issue_text(clip(spot.version, 100));
            lines.push_back(row_start(branch) + fmt::format("{} | {} |", version, issue_text(clip(spot.place, 300))));
        }
    }
    return rows;
}

Rows rows_in(std::string_view managed, const std::set<std::string>& branches) {
    Rows rows;
    for (const std::string& branch : branches) {
        const std::string start = row_start(branch);
        for (const std::string_view line : split(managed, '\n'))
            if (line.starts_with(start)) rows[branch].emplace_back(line);
    }
    return rows;
}

std::string managed_text(const Matter& matter, const Rows& rows, const std::vector<int64_t>& earlier) {
    std::string text;
    if (matter.rule == "malicious-package") text += "**Malicious package**: ";
    text += fmt::format("{} at **{}**", id_text(matter.id), issue_text(matter.name));
    if (!matter.title.empty()) text += ": " + issue_text(matter.title);
    text += "\n\n- Package: " + issue_text(matter.package) + "\n- Severity: " + std::string(name_of(matter.severity));
    if (matter.score) text += fmt::format(" {:.1f}", *matter.score);
    if (!matter.vector.empty()) text += " (" + issue_text(matter.vector) + ")";
    text += "\n- Fixed in: " + (matter.fixed.empty()
                                    ? std::string("none known")
                                    : list_of(matter.fixed, [](const std::string& one) { return issue_text(one); }));
    text += "\n- Known as: " + list_of(matter.ids, [](const std::string& one) { return id_text(one); });
    if (!earlier.empty()) {
        text += "\n- Closed before:";
        for (const int64_t number : earlier) text += fmt::format(" #{}", number);
    }
    text += "\n\n| Branch | Version | Where |\n| --- | --- | --- |\n";
    size_t left_out = 0;
    const size_t start = text.size();
    for (const auto& [branch, lines] : rows)
        for (const std::string& line : lines) {
            if (text.size() - start + line.size() > max_rows_bytes) ++left_out;
            else text += line + "\n";
        }
    if (left_out > 0) text += fmt::format("| … | {} more rows | |\n", left_out);
    text +=
        "\nThis issue is closed when no branch has the finding any more, or when assessments.toml says why it does "
        "not matter. Closing it by hand is not an assessment.\n"
        "ward rewrites what stands between its two hidden lines and nothing else.\n";
    return text;
}

std::string gone_text(const std::set<std::string>& branches) {
    return "No longer found on " + list_of(branches, [](const std::string& one) { return issue_text(one); }) + ".";
}

std::string assessed_text(const Matter& matter) {
    std::string text = "Assessed:\n";
    std::vector<std::string> seen;
    for (const Verdict& verdict : matter.assessed) {
        std::string line = verdict_text(verdict);
        if (std::ranges::find(seen, line) != seen.end() || seen.size() == max_list) continue;
        text += "\n- " + line;
        seen.push_back(std::move(line));
    }
    return text;
}

std::string returned_text(const std::set<std::string>& branches) {
    return "Found again on " + list_of(branches, [](const std::string& one) { return issue_text(one); }) + ".";
}

std::string without_rows(std::string_view managed, const std::set<std::string>& gone) {
    std::string text;
    for (size_t at = 0; at < managed.size();) {
        const size_t end = std::min(managed.find('\n', at), managed.size());
        const std::string_view line = managed.substr(at, end - at);
        if (std::ranges::none_of(gone, [&](const std::string& branch) { return line.starts_with(row_start(branch)); }))
            text += std::string(line) + (end < managed.size() ? "\n" : "");
        at = end + 1;
    }
    return text;
}

}  // namespace ward::track
