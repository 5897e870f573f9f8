#include "actions/release/replay/replay.h"

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "actions/release/output/machine.h"
#include "actions/release/output/output.h"
#include "actions/release/replay/entry_differences.h"
#include "actions/release/replay/evidence.h"
#include "actions/release/replay/post_differences.h"
#include "actions/release/replay/post_errors.h"
#include "base/text.h"

namespace ward::release {
namespace {

// A post is compared without its summaries, which are texts for people: a record that has none is none the worse.
Release with_summaries(Release release) {
    for (Report& report : release.reports)
        if (trim(report.summary).empty()) report.summary = "Told elsewhere.";
    return release;
}

class Player {
  public:
    explicit Player(const ReplayInput& input) : input_(input) {
        for (const lifecycle::Release& one : input.released.all())
            if (one.version.find_first_of("-+") == std::string::npos) versions_.push_back(one.version);
    }

    Result<Replay> run() {
        if (input_.post) {
            WARD_TRY_VOID(post());
        } else if (input_.expects_post) {
            ++out_.posts.of;
            add(Artefact::post, "post", "", "a post",
                filled(input_.project.post_path, {{"slug", input_.release.slug}}));
        }
        for (const Report& report : input_.release.reports) {
            evidence_[join(report.cves, ", ")];
            if (input_.entries != nullptr) entries(report);
            if (input_.record)
                for (const std::string& cve : report.cves) record(report, cve);
        }
        rule_by_evidence(out_.differences, evidence_);
        put_in_order(out_.differences);
        return std::move(out_);
    }

  private:
    void take(std::vector<Difference> found) {
        for (Difference& one : found) out_.differences.push_back(std::move(one));
    }

    void add(Artefact artefact, std::string_view field, std::string of, std::string ours, std::string place,
             ReasonedRuling judgement = {}) {
        out_.differences.push_back({.release = input_.release.slug,
                                    .artefact = artefact,
                                    .field = std::string(field),
                                    .of = std::move(of),
                                    .ours = std::move(ours),
                                    .ruling = judgement.ruling,
                                    .reason = std::move(judgement.reason),
                                    .place = std::move(place)});
    }

    Result<void> post() {
        const Release release = with_summaries(input_.release);
        const OutputKind& kind = *output_named("blog-post");
        const Instant now = release.lift_at.value_or(0);
        WARD_TRY(const std::vector<OutputFile> files,
                 kind.make({.release = release, .project = input_.project, .now = now, .previous = {}}));
        WARD_TRY(const PublishedPost ours, read_post(files.front().content, "the record's post"));
        ++out_.posts.of;
        const std::string& name = input_.post->name;
        auto read = read_post(input_.post->text, name);
        if (!read) {
            out_.unread.push_back(read.error().message());
            return {};
        }
        PublishedPost& published = *read;
        ++out_.posts.there;
        // A post without one has the name of its file.
        published.matter.try_emplace("slug", std::filesystem::path(name).stem().string());
        take(compare_posts(input_.release.slug, ours, published, name));
        take(errors_of(input_.release.slug, published, name, input_.released));
        for (const PostReport& report : published.reports) {
            ReportEvidence& of = evidence_[report.cve];
            of.post_rating = report.rating;
            of.post_lines.insert(report.lines.begin(), report.lines.end());
            const PostReport* own = ours.report(report.cve);
            ++out_.headings;
            out_.equal_headings += own != nullptr && own->heading == report.heading ? 1 : 0;
        }
        return {};
    }

    void entries(const Report& report) {
        ++out_.entries.of;
        const std::string cves = join(report.cves, ", ");
        const auto found = entries_of(*input_.entries, report);
        if (found.empty()) {
            add(Artefact::entry, "entry", cves, "an entry", input_.entries->folder + "core");
            return;
        }
        ++out_.entries.there;
        for (const vulndb::Entry* entry : found) {
            ReportEvidence& of = evidence_[cves];
            of.entry = entry->label();
            of.entry_rating = entry->text("severity").text;
            take(entry_differences({.release = input_.release,
                                    .report = report,
                                    .cve = cves,
                                    .project = input_.project,
                                    .versions = versions_},
                                   *entry));
            for (const vulndb::Problem& problem : input_.entry_problems) {
                if (problem.path != entry->path) continue;
                out_.differences.push_back({.release = input_.release.slug,
                                            .artefact = Artefact::entry,
                                            .field = std::string(error_field),
                                            .of = entry->label(),
                                            .published = problem.what,
                                            .ruling = Ruling::ours_right,
                                            .reason = std::string(problem.rule),
                                            .place = fmt::format("{}:{}", problem.path, problem.line)});
            }
        }
    }

    void record(const Report& report, const std::string& cve) {
        ++out_.records.of;
        const auto published = input_.record(cve);
        if (!published) {
            out_.unread.push_back(fmt::format("{}: {}", cve, published.error().message()));
            return;
        }
        if (!*published) {
            add(Artefact::cve, "record", cve, "a record", cve);
            return;
        }
        auto found = record_differences(
            {.release = input_.release, .report = report, .cve = cve, .project = input_.project, .versions = versions_},
            (*published)->text, (*published)->name);
        if (!found) {
            out_.unread.push_back(found.error().message());
            return;
        }
        ++out_.records.there;
        evidence_[join(report.cves, ", ")].has_record = true;
        take(*std::move(found));
    }

    const ReplayInput& input_;
    std::vector<std::string> versions_;
    std::map<std::string, ReportEvidence> evidence_;
    Replay out_;
};

}  // namespace

Result<Replay> replay(const ReplayInput& input) {
    return Player(input).run();
}

}  // namespace ward::release
