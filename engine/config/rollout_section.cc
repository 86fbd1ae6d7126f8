// [rollout]: how fast an estate is changed, and when.
#include "engine/config/rollout_section.h"

#include <array>
#include <utility>

#include "engine/base/text.h"
#include "engine/config/section.h"

namespace certsweep::config {

namespace {

constexpr int kMostJobs = 1'000'000;
constexpr int kMostParallel = 1024;
constexpr double kMostGrowth = 100;
constexpr int kMostSettleSeconds = 86'400;

RolloutSection& Rollout(const ValueReader& reader) { return reader.draft().config.rollout; }

void SetInteger(const ValueReader& reader, int least, int most, int& out) {
  if (const auto number = reader.Integer(least, most)) out = *number;
}

void ReadCanary(const ValueReader& reader) { SetInteger(reader, 0, kMostJobs, Rollout(reader).canary); }

void ReadWave(const ValueReader& reader) { SetInteger(reader, 1, kMostJobs, Rollout(reader).wave); }

void ReadGrowth(const ValueReader& reader) {
  if (const auto growth = reader.Number(1, kMostGrowth)) Rollout(reader).growth = *growth;
}

void ReadMaxParallel(const ValueReader& reader) { SetInteger(reader, 1, kMostParallel, Rollout(reader).max_parallel); }

void ReadMaxFailures(const ValueReader& reader) { SetInteger(reader, 0, kMostJobs, Rollout(reader).max_failures); }

void ReadWindow(const ValueReader& reader) {
  const auto item = reader.Text();
  if (!item) return;
  auto window = ChangeWindow::Parse(item->text);
  if (!window.ok()) return reader.Complain(item->line, base::ToStd(window.status().message()));
  Rollout(reader).window = *std::move(window);
}

void ReadChangeId(const ValueReader& reader) {
  if (const auto item = reader.Line()) Rollout(reader).change_id = item->text;
}

void ReadSettleSeconds(const ValueReader& reader) {
  SetInteger(reader, 0, kMostSettleSeconds, Rollout(reader).settle_seconds);
}

constexpr std::array kSettings = {
    Setting{.key = "canary",
            .comment = "Jobs that go first. One of them that does not end verified stops the rollout. 0: none.",
            .value = "1",
            .read = ReadCanary},
    Setting{.key = "wave", .comment = "Jobs of the first wave after them.", .value = "10", .read = ReadWave},
    Setting{.key = "growth",
            .comment = "Each wave is as many times larger than the one before.",
            .value = "2.0",
            .read = ReadGrowth},
    Setting{.key = "max_parallel", .comment = "Jobs at once.", .value = "16", .read = ReadMaxParallel},
    Setting{.key = "max_failures",
            .comment = "More failed jobs in a wave stop the rollout.",
            .value = "0",
            .read = ReadMaxFailures},
    Setting{.key = "window",
            .comment = "When appliances may be changed: days (Sat, Mon-Fri or daily) and times, several with commas.\n"
                       "By this machine's clock, or by UTC where that stands at the end. Off: at any time.",
            .value = R"("Sat 22:00-05:00")",
            .is_on = false,
            .read = ReadWindow},
    Setting{.key = "change_id",
            .comment = "The change that allows it, for the record.",
            .value = R"("CHG-4711")",
            .is_on = false,
            .read = ReadChangeId},
    Setting{.key = "settle_seconds",
            .comment = "A second look after so long: some appliances put their own certificate back.",
            .value = "30",
            .read = ReadSettleSeconds},
};

}  // namespace

const Section& RolloutSectionTable() {
  static constexpr Section kSection = {
      .name = "rollout", .comment = "How fast an estate is changed, and when.", .settings = kSettings};
  return kSection;
}

}  // namespace certsweep::config
