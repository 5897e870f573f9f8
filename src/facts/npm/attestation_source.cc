// See attestation_source.h.
#include "facts/npm/attestation_source.h"

#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/npm_spec.h"
#include "facts/npm/attestations.h"
#include "facts/npm/doors.h"

namespace ward::npm {
namespace {

using Attested = Result<std::optional<std::string>>;

class AttestationFolder : public AttestationSource {
  public:
    explicit AttestationFolder(Root root) : root_(std::move(root)) {}

    Attested attestations(const std::string& name, const std::string& version) override {
        for (const std::string& spelled : {name, replace_all(name, "/", "%2f"), replace_all(name, "/", "+")}) {
            auto text = root_.read(fmt::format("{}@{}.json", spelled, version), max_attestation_bytes);
            if (text) return *std::move(text);
            if (text.error().code != ErrorCode::not_found) return std::unexpected(text.error());
        }
        return std::nullopt;
    }

  private:
    Root root_;
};

class AttestationDownloads : public AttestationSource {
  public:
    AttestationDownloads(std::function<std::unique_ptr<net::Http>()> make_http, std::string registry)
        : doors_(std::move(make_http)), registry_(std::move(registry)) {
        while (registry_.ends_with('/')) registry_.pop_back();
    }

    Attested attestations(const std::string& name, const std::string& version) override {
        if (!inventory::npm::is_package_name(name) || !inventory::npm::exact_version(version)) return std::nullopt;
        net::Request request{.url = fmt::format("{}/-/npm/v1/attestations/{}@{}", registry_,
                                                replace_all(name, "/", "%2f"), replace_all(version, "+", "%2b")),
                             .headers = {{"Accept", "application/json"}}};
        request.limits.body_bytes = max_attestation_bytes;
        auto response = doors_.get(request);
        if (!response) return std::unexpected(response.error());
        if (response->status == 404 || response->status == 410) return std::nullopt;
        WARD_TRY_VOID(net::check_status(*response));
        return std::move(response->body);
    }

  private:
    Doors doors_;
    std::string registry_;
};

class FirstAttestations : public AttestationSource {
  public:
    explicit FirstAttestations(std::vector<std::unique_ptr<AttestationSource>> sources)
        : sources_(std::move(sources)) {}

    Attested attestations(const std::string& name, const std::string& version) override {
        for (const auto& source : sources_) {
            WARD_TRY(auto found, source->attestations(name, version));
            if (found) return found;
        }
        return std::nullopt;
    }

  private:
    std::vector<std::unique_ptr<AttestationSource>> sources_;
};

}  // namespace

std::unique_ptr<AttestationSource> attestation_folder(Root folder) {
    return std::make_unique<AttestationFolder>(std::move(folder));
}

std::unique_ptr<AttestationSource> attestation_downloads(std::function<std::unique_ptr<net::Http>()> make_http,
                                                         std::string registry) {
    return std::make_unique<AttestationDownloads>(std::move(make_http), std::move(registry));
}

std::unique_ptr<AttestationSource> first_attestations_of(std::vector<std::unique_ptr<AttestationSource>> sources) {
    return std::make_unique<FirstAttestations>(std::move(sources));
}

}  // namespace ward::npm
