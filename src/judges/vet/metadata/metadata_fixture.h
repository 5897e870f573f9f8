// Packuments and tarballs by hand, for tests: what a registry would say, without one.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "facts/npm/packument.h"
#include "facts/npm/read_package.h"
#include "judges/vet/metadata/metadata.h"
#include "support/tar_writer.h"

namespace ward::vet::test {

using Files = std::vector<std::pair<std::string, std::string>>;

// One version of a document: fields of its manifest as JSON, and what the registry adds.
struct Said {
    std::string version;
    std::string published = {};     // "2020-01-01T00:00:00Z"; empty: not told
    std::string fields = {};        // "\"scripts\": {…}, "
    std::string publisher = "ann";  // empty: not told
    std::string mail = {};          // empty: NAME@example.org
    bool by_workflow = false;
    bool provenance = false;
    bool is_signed = true;
    std::string commit = {};
    uint64_t bytes = 1'000;
    uint64_t files = 5;
};

inline std::string version_json(const std::string& name, const Said& said) {
    std::string out = fmt::format(R"("{0}": {{{1}"name": "{2}", "version": "{0}")", said.version,
                                  said.fields.empty() ? "" : said.fields + ", ", name);
    if (!said.publisher.empty())
        out += fmt::format(R"(, "_npmUser": {{"name": "{}", "email": "{}"{}}})", said.publisher,
                           said.mail.empty() ? said.publisher + "@example.org" : said.mail,
                           said.by_workflow ? R"(, "trustedPublisher": {"id": "github"})" : "");
    if (!said.commit.empty()) out += fmt::format(R"(, "gitHead": "{}")", said.commit);
    out += fmt::format(R"(, "dist": {{"unpackedSize": {}, "fileCount": {}{}{}}}}})", said.bytes, said.files,
                       said.is_signed ? R"(, "signatures": [{"keyid": "k", "sig": "s"}])" : "",
                       said.provenance ? R"(, "attestations": {"url": "https://registry.example/attestations"})" : "");
    return out;
}

// The first version's time is the package's own, unless `more` says otherwise ("\"readme\": \"…\"").
inline npm::Packument packument(const std::string& name, const std::vector<Said>& versions,
                                const std::string& more = R"("readme": "words")", const std::string& times = {}) {
    std::string body;
    std::string time = times;
    for (const Said& said : versions) {
        body += (body.empty() ? "" : ", ") + version_json(name, said);
        if (!said.published.empty())
            time += fmt::format("{}\"{}\": \"{}\"", time.empty() ? "" : ", ", said.version, said.published);
    }
    const std::string json = fmt::format(
        R"({{"_id": "{0}", "name": "{0}", {1}{2}"dist-tags": {{"latest": "{3}"}}, "time": {{{4}}}, "versions": {{{5}}}}})",
        name, more, more.empty() ? "" : ", ", versions.back().version, time, body);
    auto parsed = npm::parse_packument(json, name);
    EXPECT_TRUE(parsed) << parsed.error().message() << "\n" << json;
    return parsed ? *std::move(parsed) : npm::Packument{};
}

inline npm::Package package(const Files& files) {
    ward::test::TarWriter tar;
    for (const auto& [path, text] : files) tar.add("package/" + path, text);
    auto read = npm::package_of_tarball(ward::test::gzip(tar.finish()), "fixture");
    EXPECT_TRUE(read) << read.error().message();
    return read ? *std::move(read) : npm::Package{};
}

// One version under the eye, with what it is compared with.
class Case {
  public:
    explicit Case(npm::Packument document) : document_(std::make_unique<npm::Packument>(std::move(document))) {}
    Case() = default;

    Case& at(std::string_view version) {
        inputs.packument = document_.get();
        inputs.name = document_->name;
        inputs.version = version;
        inputs.published = document_->find(version);
        EXPECT_NE(inputs.published, nullptr) << version;
        inputs.before = npm::predecessor_of(*document_, *inputs.published);
        if (inputs.published->published) inputs.now = *inputs.published->published + 3'600;
        return *this;
    }
    Case& with(const Files& files) {
        package_ = std::make_unique<npm::Package>(package(files));
        inputs.package = package_.get();
        if (inputs.name.empty()) inputs.name = package_->manifest.name;
        if (inputs.version.empty()) inputs.version = package_->manifest.version;
        return *this;
    }
    Case& after(const Files& files) {
        package_before_ = std::make_unique<npm::Package>(package(files));
        inputs.package_before = package_before_.get();
        return *this;
    }
    Case& knowing(std::map<std::string, DependencyFacts> facts) {
        inputs.dependency = [facts = std::move(facts)](std::string_view name) -> std::optional<DependencyFacts> {
            const auto found = facts.find(std::string(name));
            return found == facts.end() ? std::nullopt : std::optional(found->second);
        };
        return *this;
    }

    MetadataReading read() const {
        auto reading = read_metadata(inputs);
        EXPECT_TRUE(reading) << reading.error().message();
        return reading ? *std::move(reading) : MetadataReading{};
    }
    // "M03: what" a line; of the named signal alone where one is named.
    std::string shown(std::string_view signal = {}) const {
        std::string out;
        for (const Sighting& one : read().sightings)
            if (signal.empty() || one.signal == signal)
                out += fmt::format("{}{}: {}\n", one.signal, one.weight ? fmt::format(" ({})", *one.weight) : "",
                                   one.what);
        return out;
    }
    // Their ids, sorted, each once: "M03 M05".
    std::string signals() const {
        std::string out;
        std::string last;
        std::vector<Sighting> sightings = read().sightings;
        std::ranges::sort(sightings, {}, &Sighting::signal);
        for (const Sighting& one : sightings) {
            if (one.signal == last) continue;
            out += (out.empty() ? "" : " ") + one.signal;
            last = one.signal;
        }
        return out;
    }

    MetadataInputs inputs;

  private:
    std::unique_ptr<npm::Packument> document_;
    std::unique_ptr<npm::Package> package_;
    std::unique_ptr<npm::Package> package_before_;
};

// What keeps M14 silent: a repository.
inline const std::string repository = R"("repository": "https://forge.example/o/r")";

}  // namespace ward::vet::test
