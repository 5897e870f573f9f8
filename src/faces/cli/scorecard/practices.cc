// See practices.h.
#include "faces/cli/scorecard/practices.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/outputs.h"
#include "faces/cli/scorecard/card_subject.h"
#include "io/gitobjects/repository.h"
#include "judges/scorecard/practices/sheets.h"

namespace ward::cli {
namespace {

using scorecard::Check;
namespace practices = scorecard::practices;

// The checks that rules ask; the others would only cost time.
std::vector<const Check*> asked_checks() {
    std::vector<const Check*> out;
    for (const char* name :
         {"Binary-Artifacts", "CI-Tests", "Code-Review", "Contributors", "Dangerous-Workflow", "Dependency-Update-Tool",
          "Fuzzing", "Maintained", "SAST", "SBOM", "Signed-Releases", "Token-Permissions"})
        if (const Check* check = scorecard::check_named(name)) out.push_back(check);
    return out;
}

// Tags and the last commit's time, where the path is a repository; nothing of git is run.
practices::Refs refs_of(const std::string& path, const CardSubject& subject, const Invocation& invocation) {
    practices::Refs out;
    const auto repository = gitobjects::Repository::open(path, invocation.values("trust-git"));
    if (!repository) return out;
    out.is_repository = true;
    constexpr std::string_view tags = "refs/tags/";
    for (const gitobjects::Ref& ref : repository->refs())
        if (ref.name.starts_with(tags)) out.tags.push_back(ref.name.substr(tags.size()));
    if (const auto revision = repository->resolve(subject.commit))
        if (const auto commit = repository->commit(revision->commit); commit && commit->committed > 0)
            out.last_commit = commit->committed;
    return out;
}

Result<std::vector<practices::Level>> chosen_levels(const Invocation& invocation) {
    std::vector<practices::Level> out;
    for (const std::string& name : invocation.values("level")) {
        const auto level = practices::level_named(name);
        if (!level) return fail(ErrorCode::usage, "no level '" + display(name) + "'", "--level");
        if (std::ranges::find(out, *level) == out.end()) out.push_back(*level);
    }
    if (out.empty()) out.push_back(practices::Level::passing);
    std::ranges::sort(out);
    return out;
}

std::string text_of_practices(const practices::Sheet& sheet, const std::string& format, const Invocation& invocation) {
    if (format == "json") return practices::sheet_json(sheet, program_version(), program_commit());
    if (format == "markdown") return practices::sheet_markdown(sheet);
    if (format == "table") return practices::sheet_table(sheet);
    practices::Automation form = practices::sheet_automation(sheet);
    for (const std::string& id : form.without_url)
        invocation.log.warn(fmt::format(
            "{} is left out: it needs a URL, and the repository's address is not known (--repository)", id));
    if (form.text.size() > practices::max_automation_bytes)
        invocation.log.warn(fmt::format("the form has {} bytes, and the badge site reads {}: choose fewer levels",
                                        form.text.size(), practices::max_automation_bytes));
    return std::move(form.text);
}

}  // namespace

Result<int> run_practices(const Invocation& invocation) {
    if (invocation.arguments.size() > 1) return fail(ErrorCode::usage, "looks at one repository");
    WARD_TRY(const std::vector<NamedOutput> wanted,
             named_outputs(invocation, "table", {"bestpractices", "json", "markdown", "table"}, " of practices"));
    practices::Sheet sheet;
    WARD_TRY(sheet.levels, chosen_levels(invocation));
    if (invocation.has("published")) {
        const std::string file = invocation.value("published");
        WARD_TRY(const std::string text, read_input(file, practices::max_published_bytes));
        auto published = practices::read_published(text, file);
        if (!published) return fail(ErrorCode::usage, published.error().what, published.error().where);
        sheet.published = std::move(*published);
    }
    const std::string path = invocation.arguments.empty() ? "." : invocation.arguments[0];
    WARD_TRY(const CardSubject subject, card_subject(invocation, path, {}));
    const scorecard::Card card = scorecard::make_card(*subject.facts, asked_checks());
    const auto project =
        practices::Project::look_at(*subject.facts, card.checks, refs_of(path, subject, invocation),
                                    subject.packed ? subject.repository : invocation.value("repository"));
    sheet.rows = practices::assess(project, sheet.levels);
    sheet.repository = project.address() ? project.address()->url : "";
    sheet.commit = subject.commit;
    sheet.as_of = subject.facts->as_of;
    for (const Skipped& part : subject.skipped)
        if (part.kind == SkipKind::unread) sheet.unread.push_back({part.path, part.reason});
    sheet.unread.insert(sheet.unread.end(), project.documents().unread().begin(), project.documents().unread().end());
    for (const NamedOutput& output : wanted)
        WARD_TRY_VOID(write_output(output.path, text_of_practices(sheet, output.form, invocation)));
    for (const Problem& part : sheet.unread)
        invocation.log.warn(fmt::format("not read: {}: {}", display(part.path), display(part.reason)));
    if (invocation.has("fail-unmet") && practices::has_unmet_demand(sheet.rows)) return 1;
    constexpr int incomplete = 4;
    return sheet.unread.empty() ? 0 : incomplete;
}

}  // namespace ward::cli
