// Decides which characters of a file name are the same letter to NTFS: the table behind WindowsPath::key.
//
// NTFS compares names by the volume's own table $UpCase: one UTF-16 unit to one unit, written when the volume was
// formatted, so it differs with the Windows that did it. For a grant it is safe to know too few letters (a path is
// refused that was inside) and unsafe to know too many (a path is let in that names another folder). Here are the 635
// simple upper-case mappings of Unicode 14's Basic Multilingual Plane (UnicodeData.txt, field 12) that both published
// tables have: the one of Windows NT 4 to XP (in Linux's fs/ntfs/upcase.c since 2001, 636 mappings) and the one of
// Windows 7 (which mkntfs writes, 973). tests/peers/windows_paths.sh compares with Windows' function as Wine has it.
//
// What is left out, and so told apart: the mappings of Unicode that no $UpCase has (dotless i, long s, micro sign,
// title-case digraphs, Georgian, Cherokee: \u0131 is not I on NTFS), final sigma, which only the older table folds, and
// 338 that only the later one has (Coptic, Latin Extended-C and -D, Greek with iota subscript). Characters above U+FFFF
// are two units and have no case. A folder with NTFS's flag for case-sensitive names cannot be seen from here.
#pragma once

#include <array>

namespace ward::permission {

// Every `step`-th character from `first` to `last` has its capital `offset` further.
struct UpcaseRow {
    char16_t first, last;
    int step, offset;
};

constexpr std::array<UpcaseRow, 87> upcase_rows{{
    {0x0061, 0x007a, 1, -32},  {0x00e0, 0x00f6, 1, -32},  {0x00f8, 0x00fe, 1, -32},  {0x00ff, 0x00ff, 1, 121},
    {0x0101, 0x012f, 2, -1},   {0x0133, 0x0137, 2, -1},   {0x013a, 0x0148, 2, -1},   {0x014b, 0x0177, 2, -1},
    {0x017a, 0x017e, 2, -1},   {0x0183, 0x0185, 2, -1},   {0x0188, 0x0188, 1, -1},   {0x018c, 0x018c, 1, -1},
    {0x0192, 0x0192, 1, -1},   {0x0199, 0x0199, 1, -1},   {0x01a1, 0x01a5, 2, -1},   {0x01a8, 0x01a8, 1, -1},
    {0x01ad, 0x01ad, 1, -1},   {0x01b0, 0x01b0, 1, -1},   {0x01b4, 0x01b6, 2, -1},   {0x01b9, 0x01b9, 1, -1},
    {0x01bd, 0x01bd, 1, -1},   {0x01c6, 0x01c6, 1, -2},   {0x01c9, 0x01c9, 1, -2},   {0x01cc, 0x01cc, 1, -2},
    {0x01ce, 0x01dc, 2, -1},   {0x01dd, 0x01dd, 1, -79},  {0x01df, 0x01ef, 2, -1},   {0x01f3, 0x01f3, 1, -2},
    {0x01f5, 0x01f5, 1, -1},   {0x01fb, 0x0217, 2, -1},   {0x0253, 0x0253, 1, -210}, {0x0254, 0x0254, 1, -206},
    {0x0256, 0x0257, 1, -205}, {0x0259, 0x0259, 1, -202}, {0x025b, 0x025b, 1, -203}, {0x0260, 0x0260, 1, -205},
    {0x0263, 0x0263, 1, -207}, {0x0268, 0x0268, 1, -209}, {0x0269, 0x0269, 1, -211}, {0x026f, 0x026f, 1, -211},
    {0x0272, 0x0272, 1, -213}, {0x0275, 0x0275, 1, -214}, {0x0283, 0x0283, 1, -218}, {0x0288, 0x0288, 1, -218},
    {0x028a, 0x028b, 1, -217}, {0x0292, 0x0292, 1, -219}, {0x03ac, 0x03ac, 1, -38},  {0x03ad, 0x03af, 1, -37},
    {0x03b1, 0x03c1, 1, -32},  {0x03c3, 0x03cb, 1, -32},  {0x03cc, 0x03cc, 1, -64},  {0x03cd, 0x03ce, 1, -63},
    {0x03e3, 0x03ef, 2, -1},   {0x0430, 0x044f, 1, -32},  {0x0451, 0x045c, 1, -80},  {0x045e, 0x045f, 1, -80},
    {0x0461, 0x0481, 2, -1},   {0x0491, 0x04bf, 2, -1},   {0x04c2, 0x04c4, 2, -1},   {0x04c8, 0x04c8, 1, -1},
    {0x04cc, 0x04cc, 1, -1},   {0x04d1, 0x04eb, 2, -1},   {0x04ef, 0x04f5, 2, -1},   {0x04f9, 0x04f9, 1, -1},
    {0x0561, 0x0586, 1, -48},  {0x1e01, 0x1e95, 2, -1},   {0x1ea1, 0x1ef9, 2, -1},   {0x1f00, 0x1f07, 1, 8},
    {0x1f10, 0x1f15, 1, 8},    {0x1f20, 0x1f27, 1, 8},    {0x1f30, 0x1f37, 1, 8},    {0x1f40, 0x1f45, 1, 8},
    {0x1f51, 0x1f57, 2, 8},    {0x1f60, 0x1f67, 1, 8},    {0x1f70, 0x1f71, 1, 74},   {0x1f72, 0x1f75, 1, 86},
    {0x1f76, 0x1f77, 1, 100},  {0x1f78, 0x1f79, 1, 128},  {0x1f7a, 0x1f7b, 1, 112},  {0x1f7c, 0x1f7d, 1, 126},
    {0x1fb0, 0x1fb1, 1, 8},    {0x1fd0, 0x1fd1, 1, 8},    {0x1fe0, 0x1fe1, 1, 8},    {0x1fe5, 0x1fe5, 1, 7},
    {0x2170, 0x217f, 1, -16},  {0x24d0, 0x24e9, 1, -26},  {0xff41, 0xff5a, 1, -32},
}};

// The capital of `character`, or itself where it has none in the table.
constexpr char32_t upcase(char32_t character) {
    if (character < 0x80) return character >= 'a' && character <= 'z' ? character - 32 : character;
    for (const UpcaseRow& row : upcase_rows) {
        if (character < row.first) break;
        if (character <= row.last && (character - row.first) % static_cast<char32_t>(row.step) == 0)
            return static_cast<char32_t>(static_cast<int>(character) + row.offset);
    }
    return character;
}

}  // namespace ward::permission
