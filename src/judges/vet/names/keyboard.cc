#include <array>
#include <cstdlib>
#include <utility>

#include "judges/vet/names/likeness.h"

namespace ward::vet {
namespace {

using Rows = std::array<std::string_view, 4>;
constexpr std::array<Rows, 3> layouts{{{"1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm"},
                                       {"1234567890", "qwertzuiop", "asdfghjkl", "yxcvbnm-"},
                                       {"1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn-"}}};

struct Place {
    int row = -1;
    int column = 0;
};

Place place_of(const Rows& rows, char key) {
    for (size_t row = 0; row < rows.size(); ++row)
        if (const size_t column = rows[row].find(key); column != std::string_view::npos)
            return {static_cast<int>(row), static_cast<int>(column)};
    return {};
}

}  // namespace

bool are_neighbours(char a, char b) {
    if (a == b) return false;
    for (const Rows& rows : layouts) {
        Place first = place_of(rows, a);
        Place second = place_of(rows, b);
        if (first.row < 0 || second.row < 0) continue;
        if (first.row > second.row) std::swap(first, second);
        const int aside = first.column - second.column;
        // Each row stands half a key further to the right than the one above: a key touches two of the row below.
        if (first.row == second.row && std::abs(aside) == 1) return true;
        if (second.row - first.row == 1 && (aside == 0 || aside == 1)) return true;
    }
    return false;
}

}  // namespace ward::vet
