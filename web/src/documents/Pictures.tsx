import { Button, Input, Skeleton, Upload } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { images as loadImages, imagesLike, pagePicture, type Picture } from "../api/knowledge";
import { useResource } from "../api/useResource";
import { Failure } from "../notices/Failure";
import { Nothing } from "../notices/Nothing";
import { useTexts } from "../texts/TextsProvider";
import { PictureOutlined } from "../theme/icons";
import styles from "./Documents.module.css";

interface Sought {
  words: string;
  picture: File | null;
}

/** The figures of a base, found by words or by a picture that was dropped here. */
export function Pictures({ base }: { base: string }) {
  const { t } = useTexts();
  const [sought, setSought] = useState<Sought>({ words: "", picture: null });
  const key = `images-${base}-${sought.words}-${sought.picture?.name ?? ""}-${sought.picture?.lastModified ?? ""}`;
  const found = useResource(key, (signal) =>
    sought.picture ? imagesLike(base, sought.picture, signal) : loadImages(base, sought.words, signal),
  );

  return (
    <div className={styles.panel}>
      <div className={styles.seek}>
        <Input.Search
          allowClear
          placeholder={t.pictures.words}
          aria-label={t.pictures.words}
          onSearch={(words) => setSought({ words: words.trim(), picture: null })}
        />
        <Upload
          accept="image/*"
          showUploadList={false}
          beforeUpload={(picture) => {
            setSought({ words: "", picture });
            return false;
          }}
        >
          <Button icon={<PictureOutlined />}>{t.pictures.like}</Button>
        </Upload>
      </div>
      {sought.picture && <p className="quiet">{t.pictures.soughtLike(sought.picture.name)}</p>}
      {found.error && <Failure error={found.error} retry={found.reload} />}
      {found.loading && <Skeleton active />}
      {found.data?.items.length === 0 && <Nothing title={t.pictures.none}>{t.pictures.noneDo}</Nothing>}
      <ul className={styles.pictures}>
        {found.data?.items.map((picture) => (
          <li key={picture.id}>
            <PictureCard base={base} picture={picture} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function PictureCard({ base, picture }: { base: string; picture: Picture }) {
  const { t } = useTexts();
  const name = picture.caption || picture.name;
  return (
    <Link to={`/documents/${base}/${picture.document}?page=${picture.page}`} className={styles.picture}>
      <img src={pagePicture(picture.document, picture.page, picture.box)} alt={name} loading="lazy" />
      <span className={styles.pictureName}>{name}</span>
      <span className="quiet">{`${picture.name} · ${t.source.page(picture.page)}`}</span>
    </Link>
  );
}
