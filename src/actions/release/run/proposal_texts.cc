#include "actions/release/run/proposal_texts.h"

#include <fmt/core.h>

#include "base/text.h"
#include "formats/escape.h"

namespace ward::release {
namespace {

constexpr std::string_view heading = "\n## ";
constexpr std::string_view version_word = ", Version ";
constexpr std::string_view anchor = "<a id=\"";
constexpr std::string_view list_item = "<a href=\"#";
constexpr size_t shown_digits = 10;

// " 'Jod' (LTS)" of the newest heading: "## 2026-01-12, Version 22.22.0 'Jod' (LTS), @somebody".
std::string line_words(std::string_view changelog) {
    const size_t at = changelog.find(heading);
    if (at == std::string_view::npos) return {};
    std::string_view title = changelog.substr(at + heading.size());
    title = title.substr(0, title.find('\n'));
    const size_t version = title.find(version_word);
    if (version == std::string_view::npos) return {};
    title.remove_prefix(version + version_word.size());
    const size_t blank = title.find(' ');
    const size_t comma = title.rfind(", @");
    if (blank == std::string_view::npos) return {};
    return std::string(title.substr(blank, comma == std::string_view::npos ? comma : comma - blank));
}

// * [[`0123456789`](URL)] - **lib**: subject (Author) [OWNER/REPO#7](URL)
std::string commit_line(const ProposalInput& input, const LineCommit& commit) {
    const std::string hex = commit.id.hex();
    std::string_view subject = commit.message;
    subject = subject.substr(0, subject.find('\n'));
    std::string text;
    const size_t colon = subject.find(": ");
    if (colon != std::string_view::npos)
        text = fmt::format("**{}**: {}", escape_markdown_within(subject.substr(0, colon)),
                           escape_markdown_within(trim(subject.substr(colon + 2))));
    else text = escape_markdown_within(subject);
    const std::vector<std::string> cves = trailers(commit.message, "CVE-ID");
    const std::string prefix = cves.empty() ? "" : fmt::format("**({})** ", join(cves, ", "));
    std::string pull;
    for (const std::string& url : trailers(commit.message, "PR-URL")) {
        constexpr std::string_view site = "https://github.com/";
        const size_t at = url.find("/pull/");
        if (url.starts_with(site) && at != std::string::npos)
            pull = fmt::format(" [{}#{}]({})", url.substr(site.size(), at - site.size()), url.substr(at + 6), url);
    }
    return fmt::format("* \\[[`{}`](https://github.com/{}/commit/{})] - {}{} ({}){}\n", hex.substr(0, shown_digits),
                       input.project.repository, hex, prefix, text, escape_markdown_within(commit.author), pull);
}

std::string section(const ProposalInput& input, std::string_view changelog) {
    const std::string releaser = input.line.releaser.empty() ? "" : ", @" + input.line.releaser;
    std::string out = fmt::format("<a id=\"{}\"></a>\n\n## {}{}\n\n{}\n### Commits\n\n", input.line.fixed_version,
                                  proposal_title(input, changelog), releaser, input.notable);
    for (const LineCommit& commit : input.commits) out += commit_line(input, commit);
    return out + "\n";
}

}  // namespace

std::string proposal_title(const ProposalInput& input, std::string_view changelog) {
    return fmt::format("{}, Version {}{}", input.date, input.line.fixed_version, line_words(changelog));
}

std::string proposal_message(const ProposalInput& input, std::string_view changelog) {
    std::string notable = replace_all(input.notable, "### Notable Changes", "Notable changes:");
    return fmt::format("{}\n\n{}", proposal_title(input, changelog), trim(notable)) + "\n";
}

std::optional<std::string> with_section(const ProposalInput& input, std::string_view changelog) {
    const size_t item = changelog.find(list_item);
    const size_t first = changelog.find(anchor);
    if (item == std::string_view::npos || first == std::string_view::npos || first < item) return std::nullopt;
    const std::string& version = input.line.fixed_version;
    std::string out(changelog.substr(0, item));
    out += fmt::format("<a href=\"#{}\">{}</a><br/>\n", version, version);
    out += changelog.substr(item, first - item);
    out += section(input, changelog);
    out += changelog.substr(first);
    return out;
}

}  // namespace ward::release
