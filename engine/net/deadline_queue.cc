#include "engine/net/deadline_queue.h"

namespace certsweep::net {

void DeadlineQueue::Add(Deadline& deadline, int64_t due_us) {
  if (deadline.is_linked()) deadline.unlink();
  deadline.due_us_ = due_us;
  queue_.insert(deadline);
}

void DeadlineQueue::RunDue(int64_t now_us) {
  while (!queue_.empty() && queue_.begin()->due_us_ <= now_us) {
    Deadline& due = *queue_.begin();
    due.unlink();
    due.OnDue(now_us);
  }
}

}  // namespace certsweep::net
