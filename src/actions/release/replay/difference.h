// What was published about a past release and is not what its record generates: one difference a row, with a ruling on
// who is right.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace ward::release {

enum class Artefact { post, entry, cve };
std::string_view name_of(Artefact artefact);  // "post", "vuln-core", "cve"
std::optional<Artefact> artefact_named(std::string_view name);

enum class Ruling {
    open,          // nothing that was read says who is right
    ours_right,    // what was published contradicts itself, the published versions, or other places
    theirs_right,  // other places say what was published, and not what the record says
    policy,        // another form, order or policy: no fact differs
};
std::string_view name_of(Ruling ruling);  // "ours-right"
std::optional<Ruling> ruling_named(std::string_view name);

struct ReasonedRuling {
    Ruling ruling = Ruling::open;
    std::string reason = {};
};

// A difference whose field is this is an error in what was published, whatever the record says.
inline constexpr std::string_view error_field = "error";

struct Difference {
    std::string release = {};  // slug
    Artefact artefact = Artefact::post;
    std::string field = {};      // "rating"
    std::string of = {};         // CVE ids, a dependency, a line
    std::string ours = {};       // of the record; empty: it says nothing
    std::string published = {};  // likewise
    Ruling ruling = Ruling::open;
    std::string reason = {};
    std::string place = {};  // "post.md:17"

    // What it is, without who is right and where it stands.
    auto key() const { return std::tie(release, artefact, field, of, ours, published); }
};

// By release, artefact, place and field.
void put_in_order(std::vector<Difference>& differences);

}  // namespace ward::release
