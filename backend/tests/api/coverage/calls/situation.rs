//! Calls of the situation and the time machine.

use vnr_shared::access::Action::Read;
use vnr_shared::access::Resource;

use super::Calls;
use super::Need::Permit;

impl Calls {
    pub fn situation(&mut self) {
        let may = Permit(Resource::Situation, Read);
        self.get("GET /api/situation", "/api/situation?position=1", may);
        self.get("GET /api/situation/frames", "/api/situation/frames?after=0", may);
    }
}
