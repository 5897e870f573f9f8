// Words that recipes of tests may name: those that the registries have, without needing them.
#pragma once

#include <array>
#include <string_view>

#include "actions/update/recipe/recipe_file.h"

namespace ward::update {

inline KnownWords words_of_tests() {
    using Words = std::array<std::string_view, 1>;
    static constexpr Words package = {"package"}, repository = {"repository"}, url = {"url"}, command = {"run"};
    static constexpr std::array<std::string_view, 2> page = {"url", "pattern"}, document = {"url", "pointer"},
                                                     head = {"url", "reference"};
    static constexpr std::array<std::string_view, 3> sums = {"asset", "algorithm", "file"},
                                                     pgp = {"keyring", "signer", "file"};
    static constexpr std::array<std::string_view, 3> commit = {"commit", "tree", "url"};
    static constexpr Words macro = {"macro"}, text = {"template"};
    static constexpr std::array<std::string_view, 3> marks = {"begin", "end", "template"},
                                                     value = {"pattern", "pointer", "value"};
    static constexpr std::array<std::string_view, 2> lists = {"files", "exclude"};
    return {
        .sources = {{"npm", package},
                    {"github-release", repository},
                    {"github-tag", repository},
                    {"git-tag", url},
                    {"git-head", head},
                    {"url-regex", page},
                    {"json-api", document},
                    {"local", url},
                    {"exec", command}},
        .rungs = {{"commit", commit},
                  {"lock", {}},
                  {"npm-integrity", {}},
                  {"npm-provenance", {}},
                  {"npm-signature", {}},
                  {"pgp", pgp},
                  {"sums", sums}},
        .generators = {{"dependency-file", {}, {}},
                       {"file-list", marks, lists},
                       {"set-value", value, {}},
                       {"template", text, {}},
                       {"version-header", macro, {}}},
        .checks = {"license-change", "new-binary", "version-equals"},
        .acknowledgements = {"known-advisory", "license-change", "new-binary"},
    };
}

}  // namespace ward::update
