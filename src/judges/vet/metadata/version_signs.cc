// M07, M14, M15: the version's number, and the package's age and silence.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/versions/npm.h"
#include "judges/vet/metadata/signs.h"
#include "judges/vet/signals.h"

namespace ward::vet {
namespace {

constexpr uint64_t high_major = 90;
constexpr uint64_t first_year = 1990;
constexpr uint64_t last_year = 2100;
constexpr uint64_t far_jump = 10;  // majors
constexpr int64_t young_days = 7;
constexpr int64_t silent_days = int64_t{2} * 365;
constexpr double facts_of_a_point = 5;  // each fact of a young package weighs a fifth

bool is_all_nines(std::string_view digits) {
    return digits.size() >= 2 && std::ranges::all_of(digits, [](char c) { return c == '9'; });
}

struct Number {
    uint64_t major = 0;
    bool is_all_nines = false;  // of 1.99.99, 99.9.9, 9.9.9 and the like
    bool is_year = false;
};

std::optional<Number> number_of(std::string_view version) {
    const auto partial = versions::npm::read_partial(version);
    if (!partial) return std::nullopt;
    const auto major = to_number<uint64_t>(partial->major);
    if (!major) return std::nullopt;
    Number out{.major = *major};
    const auto nines = [](std::string_view digits) { return digits == "9" || is_all_nines(digits); };
    const bool is_long = is_all_nines(partial->major) || (is_all_nines(partial->minor) && is_all_nines(partial->patch));
    out.is_all_nines = is_long && nines(partial->minor) && nines(partial->patch);
    out.is_year = *major >= first_year && *major <= last_year;
    return out;
}

// The highest major among the versions before, without what is implausible itself.
std::optional<uint64_t> highest_major_before(const MetadataInputs& in) {
    std::optional<uint64_t> highest;
    if (in.packument == nullptr || in.published == nullptr) {
        if (in.before.version != nullptr)
            if (const auto number = number_of(in.before.version->version())) highest = number->major;
        return highest;
    }
    for (const npm::PublishedVersion& one : in.packument->versions) {
        if (&one == in.published) break;
        if (in.published->published && one.published && *one.published > *in.published->published) continue;
        if (const auto number = number_of(one.version())) highest = std::max(highest.value_or(0), number->major);
    }
    return highest;
}

bool has_readme(const npm::Package& package) {
    return std::ranges::any_of(package.files, [](const npm::PackageFile& file) {
        return !file.path.contains('/') && to_lower(file.path).starts_with("readme");
    });
}

}  // namespace

void look_at_version_number(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    if (in.version.empty()) return;
    const auto number = number_of(in.version);
    if (!number) return;
    const Evidence place = signs.in_manifest({"version"}, in.version);
    if (number->is_all_nines) {
        signs.see("M07", fmt::format("version {} is made of nines", in.version), {place});
        return;
    }
    const auto before = highest_major_before(in);
    if (before) {
        if (!number->is_year && number->major > *before + far_jump)
            signs.see("M07", fmt::format("version {} follows version {} at best", in.version, *before), {place});
        return;
    }
    if (number->major < high_major || number->is_year) return;
    if (in.published != nullptr) signs.see("M07", fmt::format("the first version is {}", in.version), {place});
    else
        signs.see("M07", fmt::format("version {} is high; what came before it is not known", in.version), {place},
                  medium_weight);
}

void look_at_youth(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    std::vector<std::string> facts;
    std::optional<Instant> first;
    if (in.packument != nullptr) {
        first = in.packument->created;
        if (!first && in.published != nullptr)
            for (const npm::PublishedVersion& one : in.packument->versions)
                if (one.published && (!first || *one.published < *first)) first = one.published;
        if (first && in.now - *first < young_days * seconds_per_day)
            facts.push_back(fmt::format("first published on {}", format_date(*first)));
        if (!first) signs.do_not_know("how old the package is: the document has no times");
        if (in.packument->versions.size() == 1) facts.emplace_back("has one version");
    }
    const npm::Manifest* manifest = in.manifest();
    const bool has_fields = in.package != nullptr || (in.packument != nullptr && !in.packument->is_abbreviated);
    if (manifest != nullptr && has_fields && manifest->repository.empty()) facts.emplace_back("names no repository");
    const bool readme_missing = in.package != nullptr     ? !has_readme(*in.package)
                                : in.packument != nullptr ? !in.packument->has_readme.value_or(true)
                                                          : false;
    if (readme_missing) facts.emplace_back("has no readme");
    if (facts.empty()) return;
    // What the registry's document says is seen there; without one, the manifest is all there is.
    const Evidence place = in.packument != nullptr ? signs.in_registry(in.name) : signs.in_manifest({"name"}, in.name);
    signs.see("M14", join(facts, ", "), {place}, static_cast<double>(facts.size()) / facts_of_a_point);
}

// The tag that npm installs by names an older version, and no other tag names the newer one: somebody moved it back.
// A release that turned out to be bad is deprecated or taken away, mostly.
void look_at_tag(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    if (in.packument == nullptr || in.published == nullptr || in.packument->tagged("latest") != in.published) return;
    const auto is_tagged = [&](const npm::PublishedVersion& one) {
        return std::ranges::find(in.packument->tags, one.version(), &npm::NamedText::text) != in.packument->tags.end();
    };
    const npm::PublishedVersion* newest = nullptr;
    bool behind = false;
    for (const npm::PublishedVersion& one : in.packument->versions) {
        if (behind) {
            const auto partial = versions::npm::read_partial(one.version());
            if (partial && partial->prerelease.empty() && one.deprecated.empty() && !is_tagged(one)) newest = &one;
        }
        behind = behind || &one == in.published;
    }
    if (newest == nullptr) return;
    signs.see("M15",
              fmt::format("the tag latest names {}, though {} is there", in.published->version(), newest->version()),
              {signs.in_registry(fmt::format("dist-tags: latest: {}", in.published->version()))}, low_weight);
}

void look_at_revival(Signs& signs) {
    look_at_tag(signs);
    const MetadataInputs& in = signs.inputs;
    if (in.packument == nullptr || in.published == nullptr || !in.published->published) return;
    const Instant at = *in.published->published;
    const auto earlier = npm::published_before(*in.packument, *in.published);
    if (in.packument->unpublished && *in.packument->unpublished < at) {
        signs.see(
            "M15",
            fmt::format("the name was taken down on {} and published again", format_date(*in.packument->unpublished)),
            {signs.in_registry("time.unpublished")});
    } else if (earlier.empty()) {
        const auto gone = std::ranges::count_if(in.packument->removed, [&](const npm::Removal& removal) {
            return removal.published && *removal.published < at;
        });
        if (gone > 0)
            signs.see("M15",
                      gone == 1 ? std::string("the one earlier version was removed")
                                : fmt::format("all {} earlier versions were removed", gone),
                      {signs.in_registry("times of versions that are no longer there")});
    } else if (at - *earlier.front()->published > silent_days * seconds_per_day) {
        signs.see("M15",
                  fmt::format("published after {} days of silence, since {} on {}",
                              (at - *earlier.front()->published) / seconds_per_day, earlier.front()->version(),
                              format_date(*earlier.front()->published)),
                  {signs.in_registry(fmt::format("published {}", format_instant(at)))});
    }
}

}  // namespace ward::vet
