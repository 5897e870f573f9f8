// What a person decided about a package, kept in a file of TOML: `ward vet label` writes it. A label of a benign
// package covers the signals that were seen when it was written, and no others: a package that starts to do something
// new is judged again. A label of a malicious one counts like a published record.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "judges/vet/signal.h"

namespace ward::vet {

inline constexpr size_t max_label_file_bytes = 16u << 20;

struct Label {
    std::string package;               // purl without version
    std::string versions;              // range in the ecosystem's own form; empty: any
    bool is_malicious = false;         // else benign
    std::vector<std::string> signals;  // that a benign label covers
    std::string reason;
    std::string author;
    std::string created;  // a day
    std::string expires;  // a day; empty: never, for malicious ones only
    std::string origin;   // "labels.toml:7"

    bool operator==(const Label&) const = default;
};

// `usage` errors with file and line for anything that is not exactly a label.
Result<std::vector<Label>> read_labels(std::string_view toml, std::string_view file);
// The entry of one label, to be put behind the others; `first` entries begin with the schema.
std::string label_entry(const Label& label, bool first);

// Does the label speak of this package, today? A version that the range's language cannot read is spoken of by no
// range.
bool speaks_of(const Label& label, std::string_view purl, Instant today);

// The sightings that are left to judge: without those that benign labels cover, and with one of M02 for a malicious
// one. `used`: the labels that had a part in it.
std::vector<Sighting> apply_labels(std::vector<Sighting> sightings, std::string_view purl,
                                   std::span<const Label> labels, Instant today, std::vector<const Label*>& used);

}  // namespace ward::vet
