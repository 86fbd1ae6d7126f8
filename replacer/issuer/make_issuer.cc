#include "replacer/issuer/make_issuer.h"

#include <string>
#include <variant>

#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "replacer/issuer/adcs_issuer.h"
#include "replacer/issuer/command_issuer.h"
#include "replacer/issuer/est_issuer.h"
#include "replacer/issuer/folder_issuer.h"
#include "replacer/issuer/local_issuer.h"

namespace certsweep::replacer {
namespace {

struct Maker {
  const IssuerSettings& settings;
  const base::Clock& clock;

  absl::StatusOr<std::unique_ptr<Issuer>> operator()(const LocalIssuerSettings& local) const {
    return LocalIssuer::Create(local, clock);
  }
  absl::StatusOr<std::unique_ptr<Issuer>> operator()(const CommandIssuerSettings& command) const {
    return CommandIssuer::Create(command, clock);
  }
  absl::StatusOr<std::unique_ptr<Issuer>> operator()(const FolderIssuerSettings& folder) const {
    return FolderIssuer::Create(folder);
  }
  absl::StatusOr<std::unique_ptr<Issuer>> operator()(const AdcsIssuerSettings& adcs) const {
    return AdcsIssuer::Create(settings, adcs);
  }
  absl::StatusOr<std::unique_ptr<Issuer>> operator()(const EstIssuerSettings& est) const {
    return EstIssuer::Create(settings, est, clock);
  }
};

}  // namespace

absl::StatusOr<std::unique_ptr<Issuer>> MakeIssuer(const IssuerSettings& settings, const base::Clock& clock) {
  absl::StatusOr<std::unique_ptr<Issuer>> issuer = std::visit(Maker{settings, clock}, settings.kind);
  if (!issuer.ok()) return base::Annotate(issuer.status(), "issuer " + base::DisplayText(settings.name));
  return issuer;
}

}  // namespace certsweep::replacer
