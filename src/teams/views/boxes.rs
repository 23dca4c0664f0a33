use maud::{Markup, html};

use crate::teams::model::Team;
use crate::types::TeamId;
use crate::ui::{self, Banner, FormErrors, Toggle, Tone};

/// Teams to be ticked.
#[derive(Clone, Copy, Debug)]
pub struct TeamBoxes<'b> {
    pub teams: &'b [Team],
    /// The ids that are ticked.
    pub ticked: &'b [String],
    /// Those that somebody has while this is shown.
    pub had: &'b [TeamId],
    pub errors: &'b FormErrors,
}

pub fn team_boxes(boxes: &TeamBoxes<'_>) -> Markup {
    html! {
        @if let Some(mistake) = boxes.errors.of("team") { (Banner::new(Tone::Bad, mistake.text)) }
        fieldset.field id="team" {
            legend { "Teams" }
            div.boxes {
                @for team in boxes.teams {
                    @let value = team.id.to_string();
                    (ui::checkbox(&Toggle {
                        name: "team",
                        label: team.name.as_str(),
                        on: boxes.ticked.contains(&value),
                        id: Some(&format!("team-{value}")),
                        value: Some(&value),
                        ..Toggle::default()
                    }))
                }
            }
        }
        // Empty by itself where they are in no team, which a script that doesn't know leaves out.
        input type="hidden" name="had_team" value="";
        @for team in boxes.had { input type="hidden" name="had_team" value=(team); }
    }
}
