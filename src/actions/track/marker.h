// How an issue is known again: a hidden comment on a line of its own in the body, which says what the issue is
// about and what the last run thought of it. Everything else in the body between this line and its end line is ward's;
// what stands outside is people's and never changed. Form: docs/tracker.md.
//
// A marker proves nothing: anybody can copy one. It counts only in an issue whose author may speak for the repository
// (trust.h).
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ward::track {

constexpr size_t max_marker_bytes = 16u << 10;
constexpr size_t max_marker_values = 200;  // ids or branches

struct Marker {
    std::string key;                 // 16 hex digits, given when the issue was opened or adopted
    bool adopted = false;            // an issue that another tool opened: only this line is ours
    bool closed = false;             // the last run closed it (whoever finds it open now has reopened it)
    int round = 0;                   // how often it was closed
    std::string package;             // purl without version
    std::vector<std::string> ids;    // of the alias set, as known when it was written
    std::set<std::string> branches;  // where the matter is open, as far as it is known

    bool operator==(const Marker&) const = default;
};

// The whole line, without its end.
std::string to_line(const Marker& marker);
// Nothing for any other line.
std::optional<Marker> parse_marker(std::string_view line);
// The line that ends what is ours.
std::string end_line(const Marker& marker);
// What makes a comment of ours recognisable, so that it is written once; another text is another comment.
std::string comment_line(std::string_view key, std::string_view what, int round, std::string_view text);

// A body, cut at the first marker.
struct MarkedBody {
    std::string before;  // people's
    Marker marker;
    bool ended = false;   // is there an end line? Without one, only the marker's line is ours
    std::string managed;  // lines between marker and end, without carriage returns
    std::string after;    // people's
};
std::optional<MarkedBody> split_body(std::string_view body);
// The body with this marker and, where it has an end, this text in the place of what was ours.
std::string join_body(const MarkedBody& body, const Marker& marker, std::string_view managed);

// Line ends and trailing blanks as a web form changes them do not make two bodies different.
std::string normal_body(std::string_view body);

}  // namespace ward::track
