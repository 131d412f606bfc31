import { models as loadModels } from "../api/access";
import { useResource } from "../api/useResource";
import { RoomHead } from "../frame/RoomHead";
import head from "../frame/RoomHead.module.css";
import { Failure } from "../notices/Failure";
import { Nothing } from "../notices/Nothing";
import { RoomSkeleton } from "../notices/RoomSkeleton";
import { useTexts } from "../texts/TextsProvider";
import { ModelTable } from "./ModelTable";

export function ModelsRoom() {
  const { t } = useTexts();
  const models = useResource("models", loadModels);
  return (
    <div className={head.room}>
      <RoomHead title={t.models.title} lead={t.models.lead} />
      {models.error && <Failure error={models.error} retry={models.reload} />}
      {models.loading && <RoomSkeleton />}
      {models.data && (
        <div className={head.panel}>
          {models.data.items.length > 0 ? <ModelTable models={models.data.items} /> : <Nothing title={t.models.none}>{t.models.noneDo}</Nothing>}
        </div>
      )}
    </div>
  );
}
